import type { AddressLike } from "./address.ts";
import { int } from "./checks.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_CLOEXEC,
  SOCK_STREAM,
  SOL_SOCKET,
} from "./constants.ts";
import { errno } from "./errno.ts";
import { errorFor, SocketError } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { getaddrinfo } from "./names.ts";
import { hostArgument, serviceArgument } from "./resolve.ts";
import { showFamily, showProtocol, showType } from "./show.ts";
import { getdefaulttimeout, Socket } from "./socket.ts";
import { call } from "./traced.ts";

/** Sockets ready to be used: connected, listening, in pairs. */

/**
 * Connects to a TCP server: tries every address of the host until one answers. Python's `create_connection`.
 * @param address `[host, port]`; null as host is this machine, text as port the name of a service
 * @param timeout seconds for each try and for the socket after; left out, the default timeout
 * @param source `[host, port]` to bind to before
 * @param options all_errors: throw an AggregateError of what every try threw (Python's ExceptionGroup)
 * @throws what the last try threw
 */
export function create_connection(
  address: readonly [host: string | null, port: number | string | null],
  timeout: number | null = getdefaulttimeout(),
  source?: AddressLike | null,
  options: { all_errors?: boolean } = {},
): Socket {
  if (!Array.isArray(address) || address.length !== 2)
    throw new TypeError("create_connection(): the address must be [host, port]");
  const host = hostArgument("create_connection", address[0]);
  const port = serviceArgument("create_connection", address[1]);
  const failures: SocketError[] = [];
  for (const [family, type, protocol, , where] of getaddrinfo(host, port, 0, SOCK_STREAM)) {
    const socket = new Socket<number>(family, type, protocol);
    try {
      socket.settimeout(timeout);
      if (source !== undefined && source !== null) socket.bind(source);
      socket.connect(where as AddressLike);
      return socket as unknown as Socket;
    } catch (error) {
      socket.close();
      if (!(error instanceof SocketError)) throw error;
      failures.push(error);
    }
  }
  if (options.all_errors === true && failures.length > 0)
    throw new AggregateError(failures, "create_connection failed");
  throw failures.at(-1) ?? errorFor("create_connection", errno.EADDRNOTAVAIL, address);
}

/** What `create_server` may be told. */
export type ServerOptions = {
  /** AF_INET (the default) or AF_INET6. */
  family?: typeof AF_INET | typeof AF_INET6;
  /** How many clients may wait for `accept`. */
  backlog?: number | null;
  /** Lets several sockets share the port. */
  reuse_port?: boolean;
  /** With AF_INET6: takes IPv4 clients too. */
  dualstack_ipv6?: boolean;
};

/** Whether an AF_INET6 listener can take IPv4 clients too: on Linux it can, where IPv6 is there at all. Python's `has_dualstack_ipv6`. */
export function has_dualstack_ipv6(): boolean {
  try {
    using socket = new Socket(AF_INET6, SOCK_STREAM);
    socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0);
    return true;
  } catch (error) {
    if (error instanceof SocketError) return false;
    throw error;
  }
}

/**
 * A TCP socket that listens, with SO_REUSEADDR set. Python's `create_server`.
 * @param address `[host, port]`; host `""` is every address
 * @param options family, backlog, reuse_port, dualstack_ipv6
 * @throws SocketError EADDRINUSE, ...
 */
export function create_server(address: AddressLike, options: ServerOptions = {}): Socket {
  const { family = AF_INET, backlog, reuse_port = false, dualstack_ipv6 = false } = options;
  if (dualstack_ipv6 && family !== AF_INET6) {
    throw new RangeError("create_server(): dualstack_ipv6 needs family AF_INET6");
  }
  const socket = new Socket<number>(family, SOCK_STREAM);
  try {
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
    if (reuse_port) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
    if (family === AF_INET6) socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, dualstack_ipv6 ? 0 : 1);
    socket.bind(address);
    if (backlog === undefined || backlog === null) socket.listen();
    else socket.listen(backlog);
    return socket as unknown as Socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/**
 * Two sockets connected to each other. socketpair(2)
 * @param family AF_UNIX (the default)
 * @param type SOCK_STREAM (the default), SOCK_DGRAM, SOCK_SEQPACKET
 * @param protocol 0 for the usual one
 * @throws SocketError EAFNOSUPPORT, EOPNOTSUPP (only Unix sockets come in pairs), EMFILE
 */
export function socketpair<Family extends number = typeof AF_UNIX>(
  family?: Family,
  type: number = SOCK_STREAM,
  protocol = 0,
): [Socket<Family>, Socket<Family>] {
  const wanted = int("socketpair", "the family", family ?? AF_UNIX) as Family;
  int("socketpair", "the type", type);
  int("socketpair", "the protocol", protocol);
  return call(
    "socketpair",
    null,
    () => [showFamily(wanted), showType(type), showProtocol(protocol)],
    () => {
      const pair = Buffer.alloc(8);
      if (libc.socketpair(wanted, type | SOCK_CLOEXEC, protocol, pair) < 0)
        throw errorFor("socketpair", lastErrno());
      // The type's SOCK_NONBLOCK is the new object's timeout too.
      const open = (fd: number) => new Socket<Family>(wanted, type, protocol, fd);
      return [open(pair.readInt32LE(0)), open(pair.readInt32LE(4))] as [Socket<Family>, Socket<Family>];
    },
    ([one, other]) => ({ result: `sockets ${one.fileno()} and ${other.fileno()}`, newFd: one.fileno() }),
  );
}
