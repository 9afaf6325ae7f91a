import * as index from "../src/index.ts";
import { Socket } from "../src/index.ts";
import * as select from "../src/select.ts";
import { Epoll, epoll, Poll } from "../src/select.ts";
import * as selectors from "../src/selectors.ts";
import { EpollSelector } from "../src/selectors.ts";
import * as socketserver from "../src/socketserver.ts";
import { parity } from "./exchange.ts";

/** Every name that Python's modules show is here, but those that README.md lists with a reason. */

/** What an object of a class has. */
function members(type: { prototype: object }, ...made: object[]): string[] {
  const names = made.flatMap(Object.keys);
  for (let at = type.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    names.push(...Object.getOwnPropertyNames(at));
  }
  return names;
}

const py = (target: string, ours: string[]) => `
      import selectors, socketserver, types
      names = [n for n in dir(${target}) if not n.startswith("_") and not isinstance(getattr(${target}, n), types.ModuleType)]
      return sorted(set(names) - set(${JSON.stringify(ours)}))`;

const missing = (target: string, ours: string[], absent: string[]) => ({
  py: py(target, ours),
  ts: () => [...absent].sort(),
});

/** Python's own tools, which its modules import and so show. */
const tools = {
  socket: ["CAPI", "IntEnum", "IntFlag"],
  selectors: ["ABCMeta", "Mapping", "abstractmethod", "namedtuple"],
  socketserver: ["BufferedIOBase", "time"],
};
const enumerations = ["AddressFamily", "AddressInfo", "MsgFlag", "SocketKind"];
const secondNames = ["SocketIO", "SocketType", "error", "socket", "timeout"];
/** What Python sets on a class is an option of the constructor here. */
const options = [
  "address_family",
  "allow_reuse_address",
  "allow_reuse_port",
  "request_queue_size",
  "socket_type",
];

const socket = new Socket();
socket.close();
const handler = new socketserver.StreamRequestHandler(socket, "", { server_address: "", shutdown() {} });
using server = new socketserver.TCPServer(["127.0.0.1", 0], socketserver.StreamRequestHandler);

parity("what is there", {
  "the module socket": missing("socket", Object.keys(index), [
    ...tools.socket,
    ...enumerations,
    ...secondNames,
  ]),
  "a socket": missing("socket.socket", members(Socket, socket), ["sendmsg_afalg", "timeout"]),
  "the module select": missing("select", [...Object.keys(select), ...Object.keys(index)], ["error"]),
  "an epoll": missing("select.epoll", [...members(Epoll), ...Object.keys(epoll)], []),
  "a poll": missing("select.poll()", members(Poll), []),
  "the module selectors": missing("selectors", Object.keys(selectors), [...tools.selectors, "SelectorKey"]),
  "a selector": missing("selectors.EpollSelector", members(EpollSelector), []),
  "the module socketserver": missing("socketserver", Object.keys(socketserver), [
    ...tools.socketserver,
    "ForkingMixIn",
    "ForkingTCPServer",
    "ForkingUDPServer",
    "ThreadingMixIn",
  ]),
  "a TCP server": missing("socketserver.TCPServer", members(socketserver.TCPServer, server), options),
  "a UDP server": missing("socketserver.UDPServer", members(socketserver.UDPServer, server), [
    ...options,
    "max_packet_size",
  ]),
  "a stream handler": missing(
    "socketserver.StreamRequestHandler",
    members(socketserver.StreamRequestHandler, handler),
    [],
  ),
  "a datagram handler": missing(
    "socketserver.DatagramRequestHandler",
    members(socketserver.DatagramRequestHandler),
    [],
  ),
});
