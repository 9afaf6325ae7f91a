import { expect, test } from "vitest";
import { collectTypes } from "./collect-types";

/** The declarations as the editor's own TypeScript reads them: what it completes, and what it finds wrong. */

type Service = {
  getCompletionsAtPosition(
    file: string,
    at: number,
    options: object,
  ): { entries: { name: string }[] } | undefined;
  getSemanticDiagnostics(file: string): { messageText: unknown }[];
};
type Typescript = {
  createLanguageService(host: object): Service;
  ScriptSnapshot: { fromString(text: string): object };
};

// Monaco carries a TypeScript of its own, and tells nobody its types.
const editor = "monaco-editor/languages/features/typescript/lib";

/** As `monaco-setup` sets it. */
const options = {
  target: 99,
  module: 99,
  moduleResolution: 100,
  lib: ["lib.esnext.d.ts"],
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  types: ["node"],
};

async function service(program: string): Promise<Service> {
  const { typescript: ts } = (await import(`${editor}/typescriptServices.js`)) as { typescript: Typescript };
  const { libFileMap } = (await import(`${editor}/lib.js`)) as { libFileMap: Record<string, string> };
  const libraries = Object.entries(libFileMap).map(([name, text]) => [`/${name}`, text] as const);
  const files = new Map([...libraries, ...Object.entries(collectTypes()), ["/main.ts", program]]);
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [
      "/main.ts",
      ...Object.keys(collectTypes()).filter((name) => name.endsWith(".ts")),
    ],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name: string) => {
      const text = files.get(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => "/",
    getDefaultLibFileName: () => "/lib.esnext.d.ts",
    fileExists: (name: string) => files.has(name),
    readFile: (name: string) => files.get(name),
    directoryExists: (name: string) => [...files.keys()].some((file) => file.startsWith(`${name}/`)),
    getDirectories: () => [],
  });
}

/** What is offered where the program has `|`. */
async function offered(marked: string): Promise<string[]> {
  const at = marked.indexOf("|");
  const found = (await service(marked.replace("|", ""))).getCompletionsAtPosition("/main.ts", at, {});
  return found?.entries.map(({ name }) => name) ?? [];
}

test("names of the package are offered, where they are imported from and on a socket", async () => {
  expect(await offered('import { | } from "sockets";')).toEqual(
    expect.arrayContaining(["Socket", "recv_fds", "send_fds", "CMSG_SPACE", "SCM_RIGHTS", "gethostbyaddr"]),
  );
  expect(await offered('import { | } from "sockets/socketserver";')).toEqual(
    expect.arrayContaining(["TCPServer", "UnixStreamServer", "DatagramRequestHandler"]),
  );
  expect(await offered('import { Socket } from "sockets";\nconst s = new Socket();\ns.|')).toEqual(
    expect.arrayContaining(["recv", "sendall", "sendmsg", "recvmsg", "recvmsg_into", "sendfile"]),
  );
});

test("a right program is found right, a wrong one wrong", async () => {
  const program = (argument: string) => `import { openSync } from "node:fs";
import { AF_UNIX, CMSG_SPACE, recv_fds, SCM_RIGHTS, Socket, SOL_SOCKET, socketpair } from "sockets";
import { epoll, EPOLLIN } from "sockets/select";
import { DefaultSelector, EVENT_READ } from "sockets/selectors";
const [a, b] = socketpair();
a.sendmsg(${argument}, [[SOL_SOCKET, SCM_RIGHTS, new Int32Array([a.fileno()])]]);
const [data, ancdata, flags, address] = b.recvmsg(100, CMSG_SPACE(4));
const shown: [Buffer, [number, number, Buffer][], number, string | null] = [data, ancdata, flags, address];
const [, [fd]] = recv_fds(b, 100, 1);
const given: Socket<typeof AF_UNIX> = new Socket(AF_UNIX, undefined, undefined, fd);
given.sendfile(openSync("page.html", "r"));
const e = epoll.fromfd(epoll().fileno());
e.register(a, EPOLLIN);
const s = new DefaultSelector<string>();
s.register(a, EVENT_READ, "mine");
for (const [, key] of s.get_map()) console.log(key.data.length, shown);
`;
  const faults = async (argument: string) =>
    (await service(program(argument)))
      .getSemanticDiagnostics("/main.ts")
      .map(({ messageText }) => messageText);
  expect(await faults("[Buffer.from('x')]")).toEqual([]);
  expect(await faults("Buffer.from('x')")).toHaveLength(1);
});
