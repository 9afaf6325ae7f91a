/** One frame of a page's WebSocket as a message, or what is wrong with it. */
import type { RawData } from "ws";
import { type ClientMessage, clientMessageSchema } from "../../protocol/client-message.ts";
import { limits } from "../../protocol/limits.ts";
import type { ErrorCode } from "../../protocol/server-message.ts";

export type Misunderstanding = { code: ErrorCode; message: string };

export function parseMessage(data: RawData, binary: boolean): ClientMessage | Misunderstanding {
  const parts = Array.isArray(data) ? data : [Buffer.isBuffer(data) ? data : Buffer.from(data)];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > limits.connection.messageBytes) {
    return { code: "too-large", message: `a message has at most ${limits.connection.messageBytes} bytes` };
  }
  if (binary) return { code: "not-understood", message: "messages are text" };
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return { code: "not-json", message: "this message is no JSON" };
  }
  const parsed = clientMessageSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join(".").slice(0, 100) ?? "";
  const message = `${where === "" ? "" : `${where}: `}${issue?.message ?? "not understood"}`;
  return { code: "not-understood", message: message.slice(0, 300) };
}
