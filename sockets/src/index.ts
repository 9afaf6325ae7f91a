/**
 * The package's front door: sockets, the constants and functions that go with them, `select`, text and bytes, the terminal.
 * More of each is behind `sockets/select`, `sockets/selectors`, `sockets/socketserver`, `sockets/threading`,
 * `sockets/struct`, `sockets/stdio` and `sockets/codecs`.
 */

export type {
  Address,
  AddressLike,
  AddressOf,
  Inet6Address,
  InetAddress,
  NetlinkAddress,
  OtherAddress,
  PacketAddress,
} from "./address.ts";
export type { BinaryFile } from "./binary-file.ts";
export {
  decode,
  type Errors,
  encode,
  getincrementaldecoder,
  type IncrementalDecoder,
  UnicodeDecodeError,
  UnicodeEncodeError,
} from "./codecs.ts";
export {
  create_connection,
  create_server,
  has_dualstack_ipv6,
  type ServerOptions,
  socketpair,
} from "./connections.ts";
export * from "./constants.ts";
export { type AncillaryData, type AncillaryMessage, CMSG_LEN, CMSG_SPACE } from "./control-messages.ts";
export { close, dup, fromfd, recv_fds, send_fds } from "./descriptors.ts";
export { if_indextoname, if_nameindex, if_nametoindex } from "./devices.ts";
export {
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionError,
  ConnectionRefusedError,
  ConnectionResetError,
  EOFError,
  type ErrorDetails,
  FileExistsError,
  FileNotFoundError,
  gaierror,
  herror,
  InterruptedError,
  IsADirectoryError,
  NotADirectoryError,
  PermissionError,
  ProcessLookupError,
  SocketError,
  TimeoutError,
} from "./errors.ts";
export { has_ipv6 } from "./has-ipv6.ts";
export { htonl, htons, inet_aton, inet_ntoa, inet_ntop, inet_pton, ntohl, ntohs } from "./inet.ts";
export {
  type AddressInfo,
  getaddrinfo,
  getfqdn,
  gethostbyaddr,
  gethostbyname,
  gethostbyname_ex,
  gethostname,
  getnameinfo,
  type HostNames,
  sethostname,
} from "./names.ts";
export type { Credentials, Linger, OptionValue } from "./option-values.ts";
export { select } from "./select.ts";
export type { FileLike } from "./send-file.ts";
export { getprotobyname, getservbyname, getservbyport } from "./services.ts";
export { getdefaulttimeout, Socket, setdefaulttimeout } from "./socket.ts";
export type { FileOptions } from "./socket-file.ts";
export { input, print } from "./stdio.ts";
export type { TextFile } from "./text-file.ts";
