import * as constants from "../src/constants.ts";
import {
  AF_INET,
  AF_INET6,
  decode,
  encode,
  getaddrinfo,
  getfqdn,
  gethostbyaddr,
  gethostbyname,
  gethostbyname_ex,
  gethostname,
  getincrementaldecoder,
  getnameinfo,
  getprotobyname,
  getservbyname,
  getservbyport,
  htonl,
  htons,
  if_indextoname,
  if_nameindex,
  if_nametoindex,
  inet_aton,
  inet_ntoa,
  inet_ntop,
  inet_pton,
  ntohl,
  ntohs,
  SOCK_DGRAM,
  Socket,
  sethostname,
} from "../src/index.ts";
import { calcsize, iter_unpack, pack, pack_into, unpack, unpack_from } from "../src/struct.ts";
import { attempt, parity, tcpPair } from "./exchange.ts";

/** Values: options, addresses, names, constants, `struct`, encodings. */

const { SOL_SOCKET, IPPROTO_TCP, IPPROTO_IP, IPPROTO_IPV6, SO_KEEPALIVE, SO_TYPE } = constants;
const { NI_NUMERICHOST, NI_NUMERICSERV } = constants;
const b = (text: string) => Buffer.from(text, "latin1");

/** Constants of Linux that Python 3.11 does not export; later versions have most of them. */
const newer = Object.keys(constants).filter((name) =>
  /^(IP_(PKTINFO|MTU|MTU_DISCOVER|PMTUDISC_.*|RECVERR|RECVTTL|FREEBIND|RECVORIGDSTADDR|.*SOURCE.*)|IPV6_(MTU|MTU_DISCOVER|RECVERR)|SO_(TIMESTAMP|TIMESTAMPNS|BINDTOIFINDEX)|TCP_(MD5SIG|MD5SIG_EXT|THIN.*|REPAIR.*|QUEUE_SEQ|TIMESTAMP|CC_INFO|SAVED?_SYN|FASTOPEN_.*|ULP|ZEROCOPY_RECEIVE|INQ|TX_DELAY))$/.test(
    name,
  ),
);

parity("options", {
  "booleans and numbers [9.1]": {
    py: `
      s = socket.socket()
      out = []
      for level, option, value in [(SOL_SOCKET, SO_REUSEADDR, 1), (SOL_SOCKET, SO_KEEPALIVE, True), (SOL_SOCKET, SO_REUSEPORT, 1), (SOL_SOCKET, SO_BROADCAST, 1),
          (SOL_SOCKET, SO_DONTROUTE, 1), (SOL_SOCKET, SO_OOBINLINE, 1), (SOL_SOCKET, SO_RCVLOWAT, 5), (IPPROTO_TCP, TCP_NODELAY, 1), (IPPROTO_TCP, TCP_KEEPIDLE, 30),
          (IPPROTO_TCP, TCP_KEEPINTVL, 5), (IPPROTO_TCP, TCP_KEEPCNT, 3), (IPPROTO_TCP, TCP_USER_TIMEOUT, 5000), (IPPROTO_IP, IP_TTL, 7), (IPPROTO_IP, IP_TOS, 16)]:
          before = s.getsockopt(level, option)
          s.setsockopt(level, option, value)
          out.append([before, s.getsockopt(level, option)])
      return out`,
    ts() {
      const s = new Socket();
      const c = constants;
      const list: [number, number, number | boolean][] = [
        [SOL_SOCKET, c.SO_REUSEADDR, 1],
        [SOL_SOCKET, c.SO_KEEPALIVE, true],
        [SOL_SOCKET, c.SO_REUSEPORT, 1],
        [SOL_SOCKET, c.SO_BROADCAST, 1],
        [SOL_SOCKET, c.SO_DONTROUTE, 1],
        [SOL_SOCKET, c.SO_OOBINLINE, 1],
        [SOL_SOCKET, c.SO_RCVLOWAT, 5],
        [IPPROTO_TCP, c.TCP_NODELAY, 1],
        [IPPROTO_TCP, c.TCP_KEEPIDLE, 30],
        [IPPROTO_TCP, c.TCP_KEEPINTVL, 5],
        [IPPROTO_TCP, c.TCP_KEEPCNT, 3],
        [IPPROTO_TCP, c.TCP_USER_TIMEOUT, 5000],
        [IPPROTO_IP, c.IP_TTL, 7],
        [IPPROTO_IP, c.IP_TOS, 16],
      ];
      return list.map(([level, option, value]) => {
        const before = s.getsockopt(level, option);
        s.setsockopt(level, option, value);
        return [before, s.getsockopt(level, option)];
      });
    },
  },
  "SO_LINGER as a pair [9.2]": {
    py: `
      s = socket.socket()
      s.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 42))
      on, seconds = struct.unpack("ii", s.getsockopt(SOL_SOCKET, SO_LINGER, 8))
      return [bool(on), seconds]`,
    ts() {
      const s = new Socket();
      s.setsockopt(SOL_SOCKET, constants.SO_LINGER, [true, 42]);
      return s.getsockopt(SOL_SOCKET, constants.SO_LINGER);
    },
  },
  "SO_RCVTIMEO as seconds [9.2]": {
    py: `
      a, b = tcp_pair()
      a.setsockopt(SOL_SOCKET, SO_RCVTIMEO, struct.pack("ll", 0, 48000))
      sec, usec = struct.unpack("ll", a.getsockopt(SOL_SOCKET, SO_RCVTIMEO, 16))
      return [0.04 < sec + usec / 1e6 < 0.06, attempt(a.recv, 1)]`,
    ts() {
      const [a] = tcpPair();
      a.setsockopt(SOL_SOCKET, constants.SO_RCVTIMEO, 0.048);
      const seconds = a.getsockopt(SOL_SOCKET, constants.SO_RCVTIMEO);
      return [0.04 < seconds && seconds < 0.06, attempt(() => a.recv(1))];
    },
  },
  "SO_BINDTODEVICE by name [9.2]": {
    py: `
      s = socket.socket()
      s.setsockopt(SOL_SOCKET, SO_BINDTODEVICE, b"lo")
      return [s.getsockopt(SOL_SOCKET, SO_BINDTODEVICE, 16).rstrip(b"\\0").decode(), attempt(s.setsockopt, SOL_SOCKET, SO_BINDTODEVICE, b"nodevice9")]`,
    ts() {
      const s = new Socket();
      s.setsockopt(SOL_SOCKET, constants.SO_BINDTODEVICE, "lo");
      return [
        s.getsockopt(SOL_SOCKET, constants.SO_BINDTODEVICE),
        attempt(() => s.setsockopt(SOL_SOCKET, constants.SO_BINDTODEVICE, "nodevice9")),
      ];
    },
  },
  "read-only options": {
    py: `
      a, b = tcp_pair()
      l = listener()
      return [l.getsockopt(SOL_SOCKET, SO_ACCEPTCONN), a.getsockopt(SOL_SOCKET, SO_ACCEPTCONN), a.getsockopt(SOL_SOCKET, SO_TYPE), a.getsockopt(SOL_SOCKET, SO_DOMAIN),
        a.getsockopt(SOL_SOCKET, SO_PROTOCOL), a.getsockopt(SOL_SOCKET, SO_ERROR), attempt(a.setsockopt, SOL_SOCKET, SO_TYPE, 1)]`,
    ts() {
      const [a] = tcpPair();
      const l = new Socket();
      l.bind(["127.0.0.1", 0]);
      l.listen();
      const c = constants;
      const of = (s: Socket, option: number) => s.getsockopt(SOL_SOCKET, option);
      return [
        of(l, c.SO_ACCEPTCONN),
        of(a, c.SO_ACCEPTCONN),
        of(a, c.SO_TYPE),
        of(a, c.SO_DOMAIN),
        of(a, c.SO_PROTOCOL),
        of(a, c.SO_ERROR),
        attempt(() => a.setsockopt(SOL_SOCKET, c.SO_TYPE, 1)),
      ];
    },
  },
  "structures as bytes [9.2, 9.3]": {
    py: `
      a, b = tcp_pair()
      s = socket.socket(AF_INET, SOCK_DGRAM)
      s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, inet_aton("224.1.1.1") + inet_aton("127.0.0.1"))
      again = attempt(s.setsockopt, IPPROTO_IP, IP_ADD_MEMBERSHIP, inet_aton("224.1.1.1") + inet_aton("127.0.0.1"))
      return [again, a.getsockopt(IPPROTO_TCP, TCP_INFO, 1), len(a.getsockopt(IPPROTO_TCP, TCP_INFO, 100)), a.getsockopt(SOL_SOCKET, SO_KEEPALIVE, 4)]`,
    ts() {
      const [a] = tcpPair();
      const s = new Socket(AF_INET, SOCK_DGRAM);
      const group = Buffer.concat([inet_aton("224.1.1.1"), inet_aton("127.0.0.1")]);
      s.setsockopt(IPPROTO_IP, constants.IP_ADD_MEMBERSHIP, group);
      return [
        attempt(() => s.setsockopt(IPPROTO_IP, constants.IP_ADD_MEMBERSHIP, group)),
        a.getsockopt(IPPROTO_TCP, constants.TCP_INFO, 1),
        a.getsockopt(IPPROTO_TCP, constants.TCP_INFO, 100).length,
        a.getsockopt(SOL_SOCKET, constants.SO_KEEPALIVE, 4),
      ];
    },
  },
  "options that are none, values that do not fit": {
    py: `
      s = socket.socket()
      return [attempt(s.getsockopt, SOL_SOCKET, 9999), attempt(s.setsockopt, SOL_SOCKET, 9999, 1), attempt(s.getsockopt, 9999, 1), attempt(s.setsockopt, IPPROTO_IP, IP_TTL, 999),
        attempt(s.setsockopt, IPPROTO_TCP, TCP_KEEPCNT, -1), attempt(s.getsockopt, "x", 1), attempt(s.setsockopt, SOL_SOCKET, SO_KEEPALIVE, 1.5), attempt(s.setsockopt, SOL_SOCKET, SO_KEEPALIVE, b"")]`,
    ts() {
      const s = new Socket();
      const c = constants;
      return [
        attempt(() => s.getsockopt(SOL_SOCKET, 9999)),
        attempt(() => s.setsockopt(SOL_SOCKET, 9999, 1)),
        attempt(() => s.getsockopt(9999, 1)),
        attempt(() => s.setsockopt(IPPROTO_IP, c.IP_TTL, 999)),
        attempt(() => s.setsockopt(IPPROTO_TCP, c.TCP_KEEPCNT, -1)),
        attempt(() => s.getsockopt("x" as never, 1)),
        attempt(() => s.setsockopt(SOL_SOCKET, c.SO_KEEPALIVE, 1.5)),
        attempt(() => s.setsockopt(SOL_SOCKET, c.SO_KEEPALIVE, b(""))),
      ];
    },
  },
  "lengths of raw bytes: none, too many [9.3]": {
    py: `
      s = socket.socket()
      return [attempt(s.getsockopt, SOL_SOCKET, SO_TYPE, n) for n in (0, 1, 2, 4, 1024, 1025, -1, 2**31)]`,
    ts() {
      const s = new Socket();
      return [0, 1, 2, 4, 1024, 1025, -1, 2 ** 31].map((length) =>
        attempt(() => s.getsockopt(SOL_SOCKET, SO_TYPE, length)),
      );
    },
  },
  "no value, with a length [9.5]": {
    py: `
      s = socket.socket()
      return [attempt(s.setsockopt, SOL_SOCKET, SO_KEEPALIVE, None, 4), attempt(s.setsockopt, SOL_SOCKET, SO_KEEPALIVE, None, 0),
        attempt(s.setsockopt, SOL_SOCKET, SO_KEEPALIVE, None)]`,
    ts() {
      const s = new Socket();
      const none = (...length: number[]) =>
        attempt(() => s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, null, length[0] as number));
      return [none(4), none(0), none()];
    },
  },
  "IPv6 options": {
    py: `
      s = socket.socket(AF_INET6)
      s.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)
      s.setsockopt(IPPROTO_IPV6, IPV6_UNICAST_HOPS, 9)
      return [s.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY), s.getsockopt(IPPROTO_IPV6, IPV6_UNICAST_HOPS)]`,
    ts() {
      const s = new Socket(AF_INET6);
      s.setsockopt(IPPROTO_IPV6, constants.IPV6_V6ONLY, true);
      s.setsockopt(IPPROTO_IPV6, constants.IPV6_UNICAST_HOPS, 9);
      return [
        s.getsockopt(IPPROTO_IPV6, constants.IPV6_V6ONLY),
        s.getsockopt(IPPROTO_IPV6, constants.IPV6_UNICAST_HOPS),
      ];
    },
  },
  inheriting: {
    py: `
      s = socket.socket()
      before = s.get_inheritable()
      s.set_inheritable(True)
      return [before, s.get_inheritable()]`,
    ts() {
      const s = new Socket();
      const before = s.get_inheritable();
      s.set_inheritable(true);
      return [before, s.get_inheritable()];
    },
  },
});

const texts4 = [
  "127.0.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "172.16.254.1",
  "1.2.3",
  "127.1",
  "1",
  "0x7f.1",
  "256.1.1.1",
  "1.2.3.4.5",
  "",
  " 1.2.3.4",
  "1.2.3.4 ",
  "a.b.c.d",
  "::1",
];
const texts6 = [
  "::",
  "::1",
  "fe80::1",
  "2001:db8::ff00:42:8329",
  "::ffff:1.2.3.4",
  "1::2::3",
  ":::",
  "1:2:3:4:5:6:7:8:9",
  "fe80::1%lo",
  "",
  "1.2.3.4",
];
const python = (list: unknown) => JSON.stringify(list);

parity("addresses and names", {
  "inet_aton, long forms and short": {
    py: `return [attempt(socket.inet_aton, t) for t in ${python(texts4)}]`,
    ts: () => texts4.map((t) => attempt(() => inet_aton(t))),
  },
  "inet_pton of IPv4": {
    py: `return [attempt(socket.inet_pton, AF_INET, t) for t in ${python(texts4)}]`,
    ts: () => texts4.map((t) => attempt(() => inet_pton(AF_INET, t))),
  },
  "inet_pton of IPv6": {
    py: `return [attempt(socket.inet_pton, AF_INET6, t) for t in ${python(texts6)}]`,
    ts: () => texts6.map((t) => attempt(() => inet_pton(AF_INET6, t))),
  },
  "inet_ntoa and inet_ntop": {
    py: `
      return [attempt(socket.inet_ntoa, bytes([172, 16, 254, 1])), attempt(socket.inet_ntoa, b"123"), attempt(socket.inet_ntop, AF_INET, bytes(4)), attempt(socket.inet_ntop, AF_INET6, bytes(16)),
        attempt(socket.inet_ntop, AF_INET6, bytes(range(16))), attempt(socket.inet_ntop, AF_INET6, bytes(12) + bytes([1, 2, 3, 4])), attempt(socket.inet_ntop, AF_INET6, bytes(4)), attempt(socket.inet_ntop, 99, bytes(4)), attempt(socket.inet_ntoa, "abcd")]`,
    ts: () => [
      attempt(() => inet_ntoa(Buffer.from([172, 16, 254, 1]))),
      attempt(() => inet_ntoa(b("123"))),
      attempt(() => inet_ntop(AF_INET, Buffer.alloc(4))),
      attempt(() => inet_ntop(AF_INET6, Buffer.alloc(16))),
      attempt(() =>
        inet_ntop(
          AF_INET6,
          Uint8Array.from({ length: 16 }, (_, i) => i),
        ),
      ),
      attempt(() => inet_ntop(AF_INET6, Buffer.concat([Buffer.alloc(12), Buffer.from([1, 2, 3, 4])]))),
      attempt(() => inet_ntop(AF_INET6, Buffer.alloc(4))),
      attempt(() => inet_ntop(99, Buffer.alloc(4))),
      attempt(() => inet_ntoa("abcd" as never)),
    ],
  },
  "a family that has no addresses": {
    py: `return attempt(socket.inet_pton, 99, "1.2.3.4")`,
    ts: () => attempt(() => inet_pton(99, "1.2.3.4")),
  },
  "the order of bytes": {
    py: `return [htons(1), htons(0x1234), ntohs(0xff00), htonl(1), htonl(0x12345678), ntohl(0xffffff00), ntohl(htonl(2886794753))]`,
    ts: () => [
      htons(1),
      htons(0x1234),
      ntohs(0xff00),
      htonl(1),
      htonl(0x12345678),
      ntohl(0xffffff00),
      ntohl(htonl(2886794753)),
    ],
  },
  "numbers that do not fit": {
    py: `return [attempt(htons, 65536), attempt(htons, -1), attempt(ntohs, 70000), attempt(htonl, 2**32), attempt(htonl, -1), attempt(htons, "1"), attempt(htons, 1.5)]`,
    ts: () => [
      attempt(() => htons(65536)),
      attempt(() => htons(-1)),
      attempt(() => ntohs(70000)),
      attempt(() => htonl(2 ** 32)),
      attempt(() => htonl(-1)),
      attempt(() => htons("1" as never)),
      attempt(() => htons(1.5)),
    ],
  },
  "getaddrinfo of addresses": {
    py: `
      return [getaddrinfo("127.0.0.1", 80, AF_INET, SOCK_STREAM), getaddrinfo("::1", "http", 0, SOCK_STREAM), getaddrinfo(None, 80, AF_INET, SOCK_DGRAM), getaddrinfo(None, 80, AF_INET, SOCK_STREAM, 0, AI_PASSIVE)]`,
    ts: () => [
      getaddrinfo("127.0.0.1", 80, AF_INET, 1),
      getaddrinfo("::1", "http", 0, 1),
      getaddrinfo(null, 80, AF_INET, 2),
      getaddrinfo(null, 80, AF_INET, 1, 0, constants.AI_PASSIVE),
    ],
  },
  "getaddrinfo that fails [2.4]": {
    py: `
      return [attempt(getaddrinfo, None, None), attempt(getaddrinfo, "300.1.1.1", 80, 0, 0, 0, AI_NUMERICHOST), attempt(getaddrinfo, "127.0.0.1", "no-such-service", 0, SOCK_STREAM), attempt(getaddrinfo, "127.0.0.1", 80, 99),
        attempt(getaddrinfo, "::1", 80, AF_INET, 0, 0, AI_NUMERICHOST), attempt(getaddrinfo, 5, 80)]`,
    ts: () => [
      attempt(() => getaddrinfo(null, null)),
      attempt(() => getaddrinfo("300.1.1.1", 80, 0, 0, 0, constants.AI_NUMERICHOST)),
      attempt(() => getaddrinfo("127.0.0.1", "no-such-service", 0, 1)),
      attempt(() => getaddrinfo("127.0.0.1", 80, 99)),
      attempt(() => getaddrinfo("::1", 80, AF_INET, 0, 0, constants.AI_NUMERICHOST)),
      attempt(() => getaddrinfo(5 as never, 80)),
    ],
  },
  "gethostbyname and gethostname [3.2]": {
    py: `return [gethostbyname("127.0.0.1"), gethostbyname("localhost"), gethostbyname(""), gethostbyname("<broadcast>"), gethostname()]`,
    ts: () => [
      gethostbyname("127.0.0.1"),
      gethostbyname("localhost"),
      gethostbyname(""),
      gethostbyname("<broadcast>"),
      gethostname(),
    ],
  },
  "getnameinfo, numbers only": {
    py: `return [getnameinfo(("127.0.0.1", 80), NI_NUMERICHOST | NI_NUMERICSERV), getnameinfo(("::1", 443), NI_NUMERICHOST | NI_NUMERICSERV), getnameinfo(("127.0.0.1", 80), NI_NUMERICHOST)]`,
    ts: () => {
      const { NI_NUMERICHOST, NI_NUMERICSERV } = constants;
      return [
        getnameinfo(["127.0.0.1", 80], NI_NUMERICHOST | NI_NUMERICSERV),
        getnameinfo(["::1", 443], NI_NUMERICHOST | NI_NUMERICSERV),
        getnameinfo(["127.0.0.1", 80], NI_NUMERICHOST),
      ];
    },
  },
  "getnameinfo looks no name up": {
    py: `
      n = NI_NUMERICHOST | NI_NUMERICSERV
      return [attempt(getnameinfo, (host, 80), n) for host in ("localhost", "", "<broadcast>", "127.0.0.1", "::1", "nosuch.invalid")]`,
    ts: () =>
      ["localhost", "", "<broadcast>", "127.0.0.1", "::1", "nosuch.invalid"].map((host) =>
        attempt(() => getnameinfo([host, 80], NI_NUMERICHOST | NI_NUMERICSERV)),
      ),
  },
  "services by name and by port": {
    py: `return [getservbyname("http"), getservbyname("domain", "udp"), getservbyport(80), getservbyport(53, "udp"), attempt(getservbyname, "nothing-here"), attempt(getservbyport, 3), attempt(getservbyport, 70000)]`,
    ts: () => [
      getservbyname("http"),
      getservbyname("domain", "udp"),
      getservbyport(80),
      getservbyport(53, "udp"),
      attempt(() => getservbyname("nothing-here")),
      attempt(() => getservbyport(3)),
      attempt(() => getservbyport(70000)),
    ],
  },
  "services of any protocol, protocols, and what is none": {
    py: `return [getservbyname("domain"), getservbyport(53), getprotobyname("tcp"), getprotobyname("ipv6-icmp"), getprotobyname("ICMP"),
      attempt(getprotobyname, "nothing-here"), attempt(getservbyname, "http", "nothing-here"), attempt(getservbyname, "80"), attempt(getservbyport, -1),
      attempt(getservbyname, 80), attempt(getservbyport, "http"), attempt(getprotobyname, 6)]`,
    ts: () => [
      getservbyname("domain"),
      getservbyport(53),
      getprotobyname("tcp"),
      getprotobyname("ipv6-icmp"),
      getprotobyname("ICMP"),
      attempt(() => getprotobyname("nothing-here")),
      attempt(() => getservbyname("http", "nothing-here")),
      attempt(() => getservbyname("80")),
      attempt(() => getservbyport(-1)),
      attempt(() => getservbyname(80 as never)),
      attempt(() => getservbyport("http" as never)),
      attempt(() => getprotobyname(6 as never)),
    ],
  },
  "a host's names and addresses [2.4, 2.5]": {
    py: `return [gethostbyname_ex("localhost"), gethostbyname_ex("127.0.0.5"), gethostbyname_ex(gethostname()), gethostbyaddr("127.0.0.1"), attempt(gethostbyaddr, "::1"), gethostbyaddr("localhost"),
      attempt(gethostbyaddr, "192.0.2.77"), attempt(gethostbyname_ex, "nothing.invalid"), attempt(gethostbyaddr, "nothing.invalid"), attempt(gethostbyname_ex, 5), attempt(gethostbyaddr, None)]`,
    ts: () => [
      gethostbyname_ex("localhost"),
      gethostbyname_ex("127.0.0.5"),
      gethostbyname_ex(gethostname()),
      gethostbyaddr("127.0.0.1"),
      attempt(() => gethostbyaddr("::1")),
      gethostbyaddr("localhost"),
      attempt(() => gethostbyaddr("192.0.2.77")),
      attempt(() => gethostbyname_ex("nothing.invalid")),
      attempt(() => gethostbyaddr("nothing.invalid")),
      attempt(() => gethostbyname_ex(5 as never)),
      attempt(() => gethostbyaddr(null as never)),
    ],
  },
  "full names": {
    py: `return [getfqdn(), getfqdn("localhost"), getfqdn(" 127.0.0.1 "), getfqdn("0.0.0.0"), getfqdn("nothing.invalid"), getfqdn("192.0.2.77")]`,
    ts: () =>
      [undefined, "localhost", " 127.0.0.1 ", "0.0.0.0", "nothing.invalid", "192.0.2.77"].map((host) =>
        getfqdn(host),
      ),
  },
  "devices by name and by number": {
    py: `return [if_nametoindex("lo"), if_indextoname(1), attempt(if_indextoname, 99999), if_nameindex()]`,
    ts: () => [if_nametoindex("lo"), if_indextoname(1), attempt(() => if_indextoname(99999)), if_nameindex()],
  },
  "a name that no machine can have": {
    py: `return [attempt(sethostname, "x" * 65), attempt(sethostname, 5)]`,
    ts: () => [attempt(() => sethostname("x".repeat(65))), attempt(() => sethostname(5 as never))],
  },
  "addresses that connect refuses to read [1.5, 3.3]": {
    py: `
      bad = [("127.0.0.1", 65536), ("127.0.0.1", -1), ("127.0.0.1", "80"), ("127.0.0.1", None), ("127.0.0.1",), ("127.0.0.1", 80, 0), "127.0.0.1:80", None, 80, (80, "127.0.0.1"), ("a\\0b", 80), []]
      return [attempt(socket.socket().connect, x) for x in bad] + [attempt(socket.socket().bind, x) for x in bad]`,
    ts() {
      const h = "127.0.0.1";
      const bad: unknown[] = [
        [h, 65536],
        [h, -1],
        [h, "80"],
        [h, null],
        [h],
        [h, 80, 0],
        "127.0.0.1:80",
        null,
        80,
        [80, h],
        ["a\0b", 80],
        [],
      ];
      return [
        ...bad.map((x) => attempt(() => new Socket().connect(x as never))),
        ...bad.map((x) => attempt(() => new Socket().bind(x as never))),
      ];
    },
  },
  "special hosts for bind [3.2]": {
    py: `
      out = []
      for host in ("", "0.0.0.0", "localhost", "127.0.0.2"):
          s = socket.socket(); s.bind((host, 0)); out.append(s.getsockname()[0])
      return out`,
    ts: () =>
      ["", "0.0.0.0", "localhost", "127.0.0.2"].map((host) => {
        const s = new Socket();
        s.bind([host, 0]);
        return s.getsockname()[0];
      }),
  },
  "the constants [9.4]": {
    py: `
      newer = ${JSON.stringify(newer)}
      return {n: int(getattr(socket, n)) for n in dir(socket) if n[:2].isupper() and isinstance(getattr(socket, n), int) and n not in newer}`,
    ts: () => Object.fromEntries(Object.entries(constants).filter(([name]) => !newer.includes(name))),
  },
});

const formats = [
  "!I",
  "!HI",
  "<HI",
  "=bBhHiIqQ",
  "@bi",
  "bhb",
  "@lq",
  "!10s",
  "4x",
  "!3H",
  "2s3s",
  "?",
  "!d",
  "<f",
  "!e",
  "5p",
  "c",
  "@ii0q",
  "!ll",
  "",
  " !H",
  "! H I",
];
const badFormats = ["z", "!y", "3", "!n", "!P", "H!", "I,I"];

parity("struct", {
  "the sizes of formats": {
    py: `return [attempt(struct.calcsize, f) for f in ${python(formats)}]`,
    ts: () => formats.map((f) => attempt(() => calcsize(f))),
  },
  "formats that are none": {
    py: `return [attempt(struct.calcsize, f) for f in ${python(badFormats)}]`,
    ts: () => badFormats.map((f) => attempt(() => calcsize(f))),
  },
  "network order and the other": {
    py: `return [struct.pack("!HIq", 1, 70000, -2), struct.pack("<HIq", 1, 70000, -2), struct.pack(">bB?", -1, 255, True), struct.pack("!4s2p3x", b"abcdef", b"xyz")]`,
    ts: () => [
      pack("!HIq", 1, 70000, -2),
      pack("<HIq", 1, 70000, -2),
      pack(">bB?", -1, 255, true),
      pack("!4s2p3x", b("abcdef"), b("xyz")),
    ],
  },
  "native alignment": {
    py: `return [struct.pack("bi", 1, 2), struct.pack("@bq", 1, 2), struct.pack("=bi", 1, 2), struct.pack("bhb", 1, 2, 3), struct.pack("b0i", 1)]`,
    ts: () => [pack("bi", 1, 2), pack("@bq", 1, 2), pack("=bi", 1, 2), pack("bhb", 1, 2, 3), pack("b0i", 1)],
  },
  "there and back [12.3]": {
    py: `return [struct.unpack("!bBhHiIqQ", struct.pack("!bBhHiIqQ", -128, 255, -32768, 65535, -2**31, 2**32-1, -5, 7)), struct.unpack("<3sc?", b"abcx\\1"), struct.unpack("!5p", b"\\3abcd"), struct.unpack("!2xH", b"..\\1\\2")]`,
    ts: () => [
      unpack("!bBhHiIqQ", pack("!bBhHiIqQ", -128, 255, -32768, 65535, -(2 ** 31), 2 ** 32 - 1, -5, 7)),
      unpack("<3sc?", b("abcx\x01")),
      unpack("!5p", b("\x03abcd")),
      unpack("!2xH", b("..\x01\x02")),
    ],
  },
  "numbers with a fraction": {
    py: `return [struct.pack("!d", 1.5), struct.pack("!f", 0.1), struct.pack("!e", 0.1), struct.pack("!e", 65504.0), struct.pack("!e", 6e-8), struct.unpack("!e", b"\\x3c\\x01"), struct.unpack("!f", b"\\x3f\\x80\\0\\0"), attempt(struct.pack, "!e", 65520.0), struct.pack("!e", -0.0), struct.pack("!e", 1e-9)]`,
    ts: () => [
      pack("!d", 1.5),
      pack("!f", 0.1),
      pack("!e", 0.1),
      pack("!e", 65504),
      pack("!e", 6e-8),
      unpack("!e", b("\x3c\x01")),
      unpack("!f", b("\x3f\x80\0\0")),
      attempt(() => pack("!e", 65520)),
      pack("!e", -0),
      pack("!e", 1e-9),
    ],
  },
  "values out of range [12.3]": {
    py: `return [attempt(struct.pack, f, v) for f, v in [("!B", 256), ("!B", -1), ("!b", 128), ("!H", 65536), ("!I", 2**32), ("!i", 2**31), ("!Q", -1), ("!q", 2**63), ("!I", "x"), ("!I", 1.5), ("c", b"ab")]]`,
    ts: () =>
      [
        ["!B", 256],
        ["!B", -1],
        ["!b", 128],
        ["!H", 65536],
        ["!I", 2 ** 32],
        ["!i", 2 ** 31],
        ["!Q", -1],
        ["!q", 2n ** 63n],
        ["!I", "x"],
        ["!I", 1.5],
        ["c", b("ab")],
      ].map(([f, v]) => attempt(() => pack(f as string, v))),
  },
  "too few values, too many, bytes that do not fit": {
    py: `return [attempt(struct.pack, "!HH", 1), attempt(struct.pack, "!H", 1, 2), attempt(struct.unpack, "!I", b"123"), attempt(struct.unpack, "!I", b"12345"), attempt(struct.unpack, "!I", b"")]`,
    ts: () => [
      attempt(() => pack("!HH", 1)),
      attempt(() => pack("!H", 1, 2)),
      attempt(() => unpack("!I", b("123"))),
      attempt(() => unpack("!I", b("12345"))),
      attempt(() => unpack("!I", b(""))),
    ],
  },
  "records that do not come out even are refused at once": {
    py: `return [attempt(lambda: bool(struct.iter_unpack("!H", b"abc"))), attempt(lambda: bool(struct.iter_unpack("", b"abc")))]`,
    ts: () => [
      attempt(() => Boolean(iter_unpack("!H", Buffer.from("abc")))),
      attempt(() => Boolean(iter_unpack("", Buffer.from("abc")))),
    ],
  },
  "at an offset, and one after the other": {
    py: `
      area = bytearray(8)
      struct.pack_into("!H", area, 2, 0x1234)
      struct.pack_into("!H", area, -2, 0x5678)
      return [area, struct.unpack_from("!H", area, 2), struct.unpack_from("!H", area, -2), list(struct.iter_unpack("!H", bytes(range(6)))), attempt(struct.unpack_from, "!I", area, 6), attempt(struct.pack_into, "!I", area, 5, 1)]`,
    ts() {
      const area = Buffer.alloc(8);
      pack_into("!H", area, 2, 0x1234);
      pack_into("!H", area, -2, 0x5678);
      return [
        area,
        unpack_from("!H", area, 2),
        unpack_from("!H", area, -2),
        [
          ...iter_unpack(
            "!H",
            Uint8Array.from({ length: 6 }, (_, i) => i),
          ),
        ],
        attempt(() => unpack_from("!I", area, 6)),
        attempt(() => pack_into("!I", area, 5, 1)),
      ];
    },
  },
});

const words = [
  "hello",
  "",
  "\u4f60\u597d",
  "\u00e4\u00f6\u00fc\u00df",
  "\u{1f600}",
  "a\u0000b",
  "\u20ac",
  "\u65e5\u672c",
];
const encodings = [
  "utf-8",
  "gbk",
  "gb18030",
  "big5",
  "shift_jis",
  "euc-kr",
  "latin-1",
  "ascii",
  "cp1252",
  "utf-16-le",
  "utf-16-be",
];
const bad = [
  "ff",
  "c3",
  "e4bda0e5a5",
  "80",
  "c0af",
  "eda080",
  "f4908080",
  "e4bd41",
  "f09f9880",
  "61ff62",
  "c3a4c3",
];
const failed = (f: () => unknown) => {
  const result = attempt(f) as { error?: string };
  return result?.error === undefined ? result : result.error;
};
const pyFailed = `
      def failed(f):
          r = attempt(f)
          return r["error"] if isinstance(r, dict) and "error" in r else r`;

parity("encodings", {
  "text to bytes [12.1]": {
    py: `${pyFailed}
      words = json.loads(${JSON.stringify(JSON.stringify(words.filter((w) => w !== "\u20ac")))})
      return [[failed(lambda: w.encode(e)) for w in words] for e in ${python(encodings)}]`,
    ts: () =>
      encodings.map((e) => words.filter((w) => w !== "\u20ac").map((w) => failed(() => encode(w, e)))),
  },
  "text to bytes, with what does not fit replaced or left out": {
    py: `return ["a\u4f60b".encode("latin-1", "replace"), "a\u4f60b".encode("ascii", "ignore"), "\u00e4\u{1f600}".encode("gbk", "replace")]`,
    ts: () => [
      encode("a\u4f60b", "latin-1", "replace"),
      encode("a\u4f60b", "ascii", "ignore"),
      encode("\u00e4\u{1f600}", "gbk", "replace"),
    ],
  },
  "bytes that are no UTF-8: where, and why [12.1]": {
    py: `
      def one(h):
          try:
              return bytes.fromhex(h).decode()
          except UnicodeDecodeError as e:
              return [e.start, e.end, e.reason]
      return [one(h) for h in ${python(bad)}]`,
    ts: () =>
      bad.map((h) => {
        try {
          return decode(Buffer.from(h, "hex"));
        } catch (error) {
          const { start, end, reason } = error as { start: number; end: number; reason: string };
          return [start, end, reason];
        }
      }),
  },
  "bytes that are no UTF-8, replaced and left out": {
    py: `return [[bytes.fromhex(h).decode("utf-8", e) for h in ${python(bad)}] for e in ("replace", "ignore")]`,
    ts: () =>
      (["replace", "ignore"] as const).map((e) => bad.map((h) => decode(Buffer.from(h, "hex"), "utf-8", e))),
  },
  "UTF-8 in single bytes [12.2]": {
    py: `
      d = codecs.getincrementaldecoder("utf-8")()
      return [d.decode(bytes([x])) for x in "a\u00e4\u4f60\u{1f600}".encode()]`,
    ts() {
      const d = getincrementaldecoder("utf-8");
      return [...Buffer.from("a\u00e4\u4f60\u{1f600}")].map((x) => d.decode(Uint8Array.of(x)));
    },
  },
  "GBK in single bytes": {
    py: `
      d = codecs.getincrementaldecoder("gbk")()
      return [d.decode(bytes([x])) for x in "a\u4f60\u597db".encode("gbk")]`,
    ts() {
      const d = getincrementaldecoder("gbk");
      return [...encode("a\u4f60\u597db", "gbk")].map((x) => d.decode(Uint8Array.of(x)));
    },
  },
  "half a character at the end [12.2]": {
    py: `${pyFailed}
      out = []
      for e, half in (("utf-8", b"\\xe4\\xbd"), ("gbk", b"\\xc4")):
          d = codecs.getincrementaldecoder(e)()
          out.append([d.decode(half), failed(lambda: d.decode(b"", True))])
      return out`,
    ts: () =>
      [
        ["utf-8", "\xe4\xbd"],
        ["gbk", "\xc4"],
      ].map(([e, half]) => {
        const d = getincrementaldecoder(e);
        return [d.decode(b(half as string)), failed(() => d.decode(b(""), true))];
      }),
  },
  "reset forgets": {
    py: `
      d = codecs.getincrementaldecoder("utf-8")()
      d.decode(b"\\xe4\\xbd"); d.reset()
      return d.decode(b"a", True)`,
    ts() {
      const d = getincrementaldecoder();
      d.decode(b("\xe4\xbd"));
      d.reset();
      return d.decode(b("a"), true);
    },
  },
  "UTF-8 read as GBK": {
    py: `${pyFailed}
      return [failed(lambda: "\u4f60\u597d".encode().decode("gbk")), failed(lambda: "\u4f60\u597d\uff01\u554a".encode().decode("gbk")), failed(lambda: "\u4f60\u597d".encode("gbk").decode())]`,
    ts: () => [
      failed(() => decode(encode("\u4f60\u597d"), "gbk")),
      failed(() => decode(encode("\u4f60\u597d\uff01\u554a"), "gbk")),
      failed(() => decode(encode("\u4f60\u597d", "gbk"))),
    ],
  },
  "text where bytes belong, and the other way round": {
    py: `return [attempt(lambda: str("x").decode()) and "TypeError", attempt(lambda: bytes("x")) and "TypeError"]`,
    ts: () => [failed(() => decode("x" as never)), failed(() => encode(b("x") as never))],
  },
});
