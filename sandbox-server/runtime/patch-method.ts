/** Puts a function before a method of Node's, so that a program written for Node is traced without being changed. */

// biome-ignore lint/suspicious/noExplicitAny: the methods of a prototype have every shape
type Method = (this: any, ...args: any[]) => any;

/**
 * Replaces `prototype[name]` by `wrap`, which gets the original and is called with the object and its arguments.
 * The replacement looks like the original to whoever asks for its name or length. Returns it.
 */
export function patchMethod<This>(
  prototype: object,
  name: string,
  wrap: (original: Method, self: This, args: unknown[], patched: Method) => unknown,
): Method {
  const original = Reflect.get(prototype, name) as Method;
  const patched: Method = function (this: This, ...args: unknown[]) {
    return wrap(original, this, args, patched);
  };
  Object.defineProperty(patched, "name", { value: original.name });
  Object.defineProperty(patched, "length", { value: original.length });
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    enumerable: true,
    value: patched,
  });
  return patched;
}
