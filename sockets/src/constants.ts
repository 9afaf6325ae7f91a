/**
 * The constants of Linux that Python's `socket` exports, under the same names and with the same numbers; also those
 * that only its later versions export, or that only C has (the header says so: netinet/in.h, netinet/tcp.h, sys/socket.h).
 * The values are the kernel's and equal on x86-64 and arm64. One long list, because that is what it is.
 */

/** No family in particular; for `getaddrinfo`. */
export const AF_UNSPEC = 0;
/** Sockets between programs of one machine, named by a path or an abstract name. Addresses are strings. unix(7) */
export const AF_UNIX = 1;
/** IPv4. Addresses are `[host, port]`. ip(7) */
export const AF_INET = 2;
/** Amateur radio AX.25. */
export const AF_AX25 = 3;
/** Novell IPX. */
export const AF_IPX = 4;
/** AppleTalk. */
export const AF_APPLETALK = 5;
/** Amateur radio NET/ROM. */
export const AF_NETROM = 6;
/** Multiprotocol bridge; for rtnetlink only. */
export const AF_BRIDGE = 7;
/** ATM, permanent circuits. */
export const AF_ATMPVC = 8;
/** X.25. */
export const AF_X25 = 9;
/** IPv6. Addresses are `[host, port, flowinfo, scopeId]`. ipv6(7) */
export const AF_INET6 = 10;
/** Amateur radio ROSE. */
export const AF_ROSE = 11;
/** DECnet; no longer in Linux. */
export const AF_DECnet = 12;
/** Reserved for NetBEUI. */
export const AF_NETBEUI = 13;
/** A number only: Linux has no such sockets. */
export const AF_SECURITY = 14;
/** Keys of IPsec, PF_KEY. RFC 2367 */
export const AF_KEY = 15;
/** Talks with the kernel itself. Addresses are `[port id, groups]`. netlink(7) */
export const AF_NETLINK = 16;
/** The same as AF_NETLINK. netlink(7) */
export const AF_ROUTE = 16;
/** Frames below IP; needs the right CAP_NET_RAW. packet(7) */
export const AF_PACKET = 17;
/** Ash; a number only. */
export const AF_ASH = 18;
/** Acorn Econet; no longer in Linux. */
export const AF_ECONET = 19;
/** ATM, switched circuits. */
export const AF_ATMSVC = 20;
/** Reliable datagrams of Oracle's RDS. linux/rds.h */
export const AF_RDS = 21;
/** IBM SNA; a number only. */
export const AF_SNA = 22;
/** Infrared, IrDA; no longer in Linux. */
export const AF_IRDA = 23;
/** PPP over Ethernet and the like. */
export const AF_PPPOX = 24;
/** Sangoma WANPIPE; no longer in Linux. */
export const AF_WANPIPE = 25;
/** Logical link control, IEEE 802.2. */
export const AF_LLC = 26;
/** The CAN bus of vehicles. Its addresses are not known to this package. */
export const AF_CAN = 29;
/** TIPC, for clusters. Its addresses are not known to this package. */
export const AF_TIPC = 30;
/** The kernel's cryptography. Its addresses are not known to this package. */
export const AF_ALG = 38;
/** Between a virtual machine and its host. Its addresses are not known to this package. vsock(7) */
export const AF_VSOCK = 40;
/** Qualcomm's IPC router. Its addresses are not known to this package. */
export const AF_QIPCRTR = 42;

/** The same as AF_PACKET. packet(7) */
export const PF_PACKET = 17;
/** The same as AF_RDS. */
export const PF_RDS = 21;
/** The same as AF_CAN. */
export const PF_CAN = 29;

/** A connected byte stream: TCP for AF_INET and AF_INET6. socket(2) */
export const SOCK_STREAM = 1;
/** Separate messages, each whole or lost: UDP for AF_INET and AF_INET6. socket(2) */
export const SOCK_DGRAM = 2;
/** Packets below TCP and UDP; needs the right CAP_NET_RAW. raw(7) */
export const SOCK_RAW = 3;
/** Datagrams that arrive, in any order; only AF_TIPC and AF_RDS have it. socket(2) */
export const SOCK_RDM = 4;
/** A connection that keeps the edges of messages; AF_UNIX has it. unix(7) */
export const SOCK_SEQPACKET = 5;
/** Added to the type: the new socket never blocks. socket(2) */
export const SOCK_NONBLOCK = 2048;
/** Added to the type: the descriptor closes when a new program is executed. Always on here. socket(2) */
export const SOCK_CLOEXEC = 524288;

/** The level of IPv4 options: the same as IPPROTO_IP. ip(7) */
export const SOL_IP = 0;
/** The level of options that every socket has (SO_*). socket(7) */
export const SOL_SOCKET = 1;
/** The level of TCP options: the same as IPPROTO_TCP. tcp(7) */
export const SOL_TCP = 6;
/** The level of UDP options: the same as IPPROTO_UDP. udp(7) */
export const SOL_UDP = 17;
/** The level from which those of CAN are counted. linux/can.h */
export const SOL_CAN_BASE = 100;
/** The level of options of raw CAN. linux/can/raw.h */
export const SOL_CAN_RAW = 101;
/** The level of TIPC options. linux/tipc.h */
export const SOL_TIPC = 271;
/** The level of RDS options. linux/rds.h */
export const SOL_RDS = 276;
/** The level of options of the kernel's cryptography. linux/if_alg.h */
export const SOL_ALG = 279;

/** For AF_VSOCK. vsock(7) */
export const SO_VM_SOCKETS_BUFFER_SIZE = 0;
/** Boolean. Lets the kernel record what it knows for debugging; needs CAP_NET_ADMIN. socket(7) */
export const SO_DEBUG = 1;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const SO_J1939_FILTER = 1;
/** For AF_VSOCK. vsock(7) */
export const SO_VM_SOCKETS_BUFFER_MIN_SIZE = 1;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const SO_J1939_PROMISC = 2;
/** Boolean. Lets `bind` take a port whose old connections are still in TIME_WAIT. socket(7) */
export const SO_REUSEADDR = 2;
/** For AF_VSOCK. vsock(7) */
export const SO_VM_SOCKETS_BUFFER_MAX_SIZE = 2;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const SO_J1939_SEND_PRIO = 3;
/** Read only. SOCK_STREAM, SOCK_DGRAM, ... socket(7) */
export const SO_TYPE = 3;
/** Read only. The errno that waits on this socket, 0 if none; reading clears it. socket(7) */
export const SO_ERROR = 4;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const SO_J1939_ERRQUEUE = 4;
/** Boolean. Sends to directly connected networks only. socket(7) */
export const SO_DONTROUTE = 5;
/** Boolean. Allows datagrams to broadcast addresses; without it `sendto` gives EACCES. socket(7) */
export const SO_BROADCAST = 6;
/** Bytes of the send buffer. Linux doubles the number that you set, for its own book-keeping. socket(7) */
export const SO_SNDBUF = 7;
/** Bytes of the receive buffer. Linux doubles the number that you set, for its own book-keeping. socket(7) */
export const SO_RCVBUF = 8;
/** Boolean. Sends probes on an idle connection to find out whether the peer still lives. socket(7) */
export const SO_KEEPALIVE = 9;
/** Boolean. Leaves out-of-band data in the ordinary stream. socket(7) */
export const SO_OOBINLINE = 10;
/** 0 to 6. The priority of sent packets in the device's queue. socket(7) */
export const SO_PRIORITY = 12;
/** A pair `[on, seconds]`. What `close` does with unsent data; `[true, 0]` resets the connection. socket(7) */
export const SO_LINGER = 13;
/** Boolean. Several sockets of one user share one port; the kernel spreads clients over them. socket(7) */
export const SO_REUSEPORT = 15;
/** Boolean. A control message (SCM_CREDENTIALS) tells with each message of a Unix socket who sent it. unix(7) */
export const SO_PASSCRED = 16;
/** Read only. `{ pid, uid, gid }` of the program at the other end of a Unix socket. unix(7) */
export const SO_PEERCRED = 17;
/** Bytes that must have come before a receive wakes up. socket(7) */
export const SO_RCVLOWAT = 18;
/** Read only, always 1. Bytes of room that make a socket writable. socket(7) */
export const SO_SNDLOWAT = 19;
/** Seconds. How long the kernel lets a receive wait; 0 is for ever. `settimeout` is simpler. socket(7) */
export const SO_RCVTIMEO = 20;
/** Seconds. How long the kernel lets a send wait; 0 is for ever. `settimeout` is simpler. socket(7) */
export const SO_SNDTIMEO = 21;
/** Text. Uses one network device only, as `"eth0"`. socket(7) */
export const SO_BINDTODEVICE = 25;
/** Boolean. A control message (`struct timeval`) tells with each datagram when it came. socket(7) */
export const SO_TIMESTAMP = 29;
/** Read only. 1 when the socket listens. socket(7) */
export const SO_ACCEPTCONN = 30;
/** Read only, bytes. The security label of the other end of a Unix socket. unix(7) */
export const SO_PEERSEC = 31;
/** Boolean. A control message tells the sender's security label. unix(7) */
export const SO_PASSSEC = 34;
/** Boolean. As SO_TIMESTAMP, with nanoseconds (`struct timespec`). socket(7) */
export const SO_TIMESTAMPNS = 35;
/** A number that routing and firewall rules may look at; needs CAP_NET_ADMIN. socket(7) */
export const SO_MARK = 36;
/** Read only. The protocol of the socket: IPPROTO_TCP, ... socket(7) */
export const SO_PROTOCOL = 38;
/** Read only. The family of the socket: AF_INET, ... socket(7) */
export const SO_DOMAIN = 39;
/** The processor that handles this socket's packets. socket(7) */
export const SO_INCOMING_CPU = 49;
/** As SO_BINDTODEVICE, with the number of the device. */
export const SO_BINDTOIFINDEX = 62;

/** The longest accept queue that `listen` may ask for. */
export const SOMAXCONN = 4096;

/** The hop-by-hop header of IPv6. ipv6(7) */
export const IPPROTO_HOPOPTS = 0;
/** The level of IPv4 options (IP_*). ip(7) */
export const IPPROTO_IP = 0;
/** ICMP, the protocol of ping. icmp(7) */
export const IPPROTO_ICMP = 1;
/** IGMP, which joins and leaves multicast groups. RFC 3376 */
export const IPPROTO_IGMP = 2;
/** IPv4 inside IPv4. RFC 2003 */
export const IPPROTO_IPIP = 4;
/** TCP, and the level of its options (TCP_*). tcp(7) */
export const IPPROTO_TCP = 6;
/** The exterior gateway protocol, long out of use. RFC 904 */
export const IPPROTO_EGP = 8;
/** PUP of Xerox, long out of use. */
export const IPPROTO_PUP = 12;
/** UDP, and the level of its options. udp(7) */
export const IPPROTO_UDP = 17;
/** IDP of Xerox, long out of use. */
export const IPPROTO_IDP = 22;
/** ISO transport protocol class 4. RFC 905 */
export const IPPROTO_TP = 29;
/** The level of IPv6 options (IPV6_*). ipv6(7) */
export const IPPROTO_IPV6 = 41;
/** The routing header of IPv6. RFC 8200 */
export const IPPROTO_ROUTING = 43;
/** The fragment header of IPv6. RFC 8200 */
export const IPPROTO_FRAGMENT = 44;
/** RSVP, reservation of resources. RFC 2205 */
export const IPPROTO_RSVP = 46;
/** GRE tunnels. RFC 2784 */
export const IPPROTO_GRE = 47;
/** IPsec, encrypted. RFC 4303 */
export const IPPROTO_ESP = 50;
/** IPsec, authenticated. RFC 4302 */
export const IPPROTO_AH = 51;
/** ICMP for IPv6. */
export const IPPROTO_ICMPV6 = 58;
/** IPv6: no header follows. RFC 8200 */
export const IPPROTO_NONE = 59;
/** The header of IPv6 with options for the destination. RFC 8200 */
export const IPPROTO_DSTOPTS = 60;
/** PIM, routing of multicast. RFC 7761 */
export const IPPROTO_PIM = 103;
/** SCTP: several streams of messages in one connection. RFC 9260 */
export const IPPROTO_SCTP = 132;
/** UDP-Lite: a checksum over a part of the datagram. udplite(7) */
export const IPPROTO_UDPLITE = 136;
/** Raw IP: the program writes the IP header itself. raw(7) */
export const IPPROTO_RAW = 255;
/** Multipath TCP: one connection over several paths. RFC 8684 */
export const IPPROTO_MPTCP = 262;

/** Boolean. Sends small segments at once (turns Nagle's algorithm off). tcp(7) */
export const TCP_NODELAY = 1;
/** Bytes of the largest segment. tcp(7) */
export const TCP_MAXSEG = 2;
/** Boolean. Holds partial segments back until it is cleared. tcp(7) */
export const TCP_CORK = 3;
/** Seconds of silence before the first keepalive probe. tcp(7) */
export const TCP_KEEPIDLE = 4;
/** Seconds between two keepalive probes. tcp(7) */
export const TCP_KEEPINTVL = 5;
/** Unanswered probes after which the connection counts as dead. tcp(7) */
export const TCP_KEEPCNT = 6;
/** How many SYNs `connect` sends before it gives up, 1 to 127. tcp(7) */
export const TCP_SYNCNT = 7;
/** Seconds that a closed connection may stay in FIN_WAIT2. tcp(7) */
export const TCP_LINGER2 = 8;
/** Seconds. Wakes `accept` only when data has come. tcp(7) */
export const TCP_DEFER_ACCEPT = 9;
/** Bytes of the largest window that is offered to the peer. tcp(7) */
export const TCP_WINDOW_CLAMP = 10;
/** Read only, bytes: `struct tcp_info`. Give `getsockopt` a length. tcp(7) */
export const TCP_INFO = 11;
/** Boolean. Acknowledges at once instead of waiting for data to ride on. tcp(7) */
export const TCP_QUICKACK = 12;
/** Text. The congestion control in use, as `"cubic"`. tcp(7) */
export const TCP_CONGESTION = 13;
/** Bytes: `struct tcp_md5sig`. Signs segments with a key. RFC 2385, linux/tcp.h */
export const TCP_MD5SIG = 14;
/** Boolean. Thin streams do not double their timeouts. linux/tcp.h */
export const TCP_THIN_LINEAR_TIMEOUTS = 16;
/** Boolean; does nothing any more. linux/tcp.h */
export const TCP_THIN_DUPACK = 17;
/** Milliseconds that sent data may stay unacknowledged before the connection is given up. tcp(7) */
export const TCP_USER_TIMEOUT = 18;
/** Boolean. Lets the state of a connection be read and set; needs CAP_NET_ADMIN. linux/tcp.h */
export const TCP_REPAIR = 19;
/** Which queue TCP_REPAIR is about. linux/tcp.h */
export const TCP_REPAIR_QUEUE = 20;
/** The sequence number of that queue. linux/tcp.h */
export const TCP_QUEUE_SEQ = 21;
/** Bytes: the options that were agreed on in the handshake, for TCP_REPAIR. linux/tcp.h */
export const TCP_REPAIR_OPTIONS = 22;
/** On a listener: how many connections may bring data in their SYN before the handshake is done. tcp(7), RFC 7413 */
export const TCP_FASTOPEN = 23;
/** The value of the timestamp option, for TCP_REPAIR. linux/tcp.h */
export const TCP_TIMESTAMP = 24;
/** Bytes of unsent data below which the socket is writable. linux/tcp.h */
export const TCP_NOTSENT_LOWAT = 25;
/** Read only, bytes: what the congestion control knows. linux/tcp.h */
export const TCP_CC_INFO = 26;
/** Boolean, on a listener. Keeps the headers of the SYN of each connection. linux/tcp.h */
export const TCP_SAVE_SYN = 27;
/** Read only, bytes: the headers that TCP_SAVE_SYN kept; reading frees them. linux/tcp.h */
export const TCP_SAVED_SYN = 28;
/** Bytes: the window, for TCP_REPAIR. linux/tcp.h */
export const TCP_REPAIR_WINDOW = 29;
/** Boolean. `connect` returns at once, and the first send carries the request. */
export const TCP_FASTOPEN_CONNECT = 30;
/** Text. A protocol on top of TCP inside the kernel, as `"tls"`. linux/tcp.h */
export const TCP_ULP = 31;
/** Bytes: `struct tcp_md5sig` for a whole network. linux/tcp.h */
export const TCP_MD5SIG_EXT = 32;
/** Bytes: the key with which cookies of TCP Fast Open are made. linux/tcp.h */
export const TCP_FASTOPEN_KEY = 33;
/** Boolean. TCP Fast Open without a cookie. linux/tcp.h */
export const TCP_FASTOPEN_NO_COOKIE = 34;
/** Bytes: `struct tcp_zerocopy_receive`. Maps received pages instead of copying them. linux/tcp.h */
export const TCP_ZEROCOPY_RECEIVE = 35;
/** Boolean. A control message tells with each `recvmsg` how many bytes are left to read. linux/tcp.h */
export const TCP_INQ = 36;
/** Microseconds by which sent packets are delayed. linux/tcp.h */
export const TCP_TX_DELAY = 37;

/** What IP_MULTICAST_LOOP is at first: 1. ip(7) */
export const IP_DEFAULT_MULTICAST_LOOP = 1;
/** What IP_MULTICAST_TTL is at first: 1. ip(7) */
export const IP_DEFAULT_MULTICAST_TTL = 1;
/** Type of service byte of sent packets. ip(7) */
export const IP_TOS = 1;
/** Time to live of sent packets, 1 to 255. ip(7) */
export const IP_TTL = 2;
/** Boolean. The program writes the IP header itself. raw(7) */
export const IP_HDRINCL = 3;
/** Bytes: the options in the header of sent packets, at most 40. ip(7) */
export const IP_OPTIONS = 4;
/** Boolean. A control message tells with each datagram the options it came with. ip(7) */
export const IP_RECVOPTS = 6;
/** Boolean. As IP_RECVOPTS, with timestamps and routes not filled in. ip(7) */
export const IP_RECVRETOPTS = 7;
/** The control message of IP_RECVRETOPTS. ip(7) */
export const IP_RETOPTS = 7;
/**
 * Boolean. A control message (`struct in_pktinfo`) tells with each datagram which device and which address of this
 * machine it came to; sent with one, it chooses them. ip(7)
 */
export const IP_PKTINFO = 8;
/** Whether sent packets may be fragmented on their way: IP_PMTUDISC_DO forbids it. ip(7) */
export const IP_MTU_DISCOVER = 10;
/** For IP_MTU_DISCOVER: packets may be fragmented anywhere. ip(7) */
export const IP_PMTUDISC_DONT = 0;
/** For IP_MTU_DISCOVER: as the route says. ip(7) */
export const IP_PMTUDISC_WANT = 1;
/** For IP_MTU_DISCOVER: never fragmented; too long a datagram is EMSGSIZE. ip(7) */
export const IP_PMTUDISC_DO = 2;
/** For IP_MTU_DISCOVER: never fragmented, and what the path can carry is not looked at. ip(7) */
export const IP_PMTUDISC_PROBE = 3;
/** Boolean. Keeps what ICMP said for `recvmsg` with MSG_ERRQUEUE, as a control message. ip(7) */
export const IP_RECVERR = 11;
/** Boolean. A control message (IP_TTL, an int) tells with each datagram the time to live it came with. ip(7) */
export const IP_RECVTTL = 12;
/** Boolean. A control message (IP_TOS, a byte) tells with each datagram the type of service it came with. ip(7) */
export const IP_RECVTOS = 13;
/** Read only, on a connected socket. Bytes of the largest packet that the path is known to carry. ip(7) */
export const IP_MTU = 14;
/** Boolean. Lets `bind` take an address that this machine does not have yet. ip(7) */
export const IP_FREEBIND = 15;
/** Boolean. Takes connections for addresses of other machines; needs CAP_NET_ADMIN. ip(7) */
export const IP_TRANSPARENT = 19;
/** How many multicast groups a socket may be in. ip(7) */
export const IP_MAX_MEMBERSHIPS = 20;
/** Boolean. A control message tells with each datagram where it was sent to before it was redirected. ip(7) */
export const IP_RECVORIGDSTADDR = 20;
/** Boolean. `bind` with port 0 leaves the choice of the port to `connect`. ip(7) */
export const IP_BIND_ADDRESS_NO_PORT = 24;
/** Bytes: `struct ip_mreqn`, or an address (4 bytes). The device for sent multicast. ip(7) */
export const IP_MULTICAST_IF = 32;
/** How many hops a sent multicast datagram may take. ip(7) */
export const IP_MULTICAST_TTL = 33;
/** Boolean. Whether sent multicast datagrams come back to this machine. ip(7) */
export const IP_MULTICAST_LOOP = 34;
/** Bytes: `struct ip_mreq`, group and interface (8 bytes). Joins a multicast group. ip(7) */
export const IP_ADD_MEMBERSHIP = 35;
/** Bytes: `struct ip_mreq`. Leaves a multicast group. ip(7) */
export const IP_DROP_MEMBERSHIP = 36;
/** Bytes: `struct ip_mreq_source`. Hears this sender of the group again. ip(7) */
export const IP_UNBLOCK_SOURCE = 37;
/** Bytes: `struct ip_mreq_source`. Does not hear this sender of the group. ip(7) */
export const IP_BLOCK_SOURCE = 38;
/** Bytes: `struct ip_mreq_source`. Joins a group, but hears this sender only. ip(7) */
export const IP_ADD_SOURCE_MEMBERSHIP = 39;
/** Bytes: `struct ip_mreq_source`. Takes IP_ADD_SOURCE_MEMBERSHIP back. ip(7) */
export const IP_DROP_SOURCE_MEMBERSHIP = 40;

/** The routing header of type 0, out of use. RFC 5095 */
export const IPV6_RTHDR_TYPE_0 = 0;
/** Where in a raw packet the kernel puts the checksum, -1 for nowhere. RFC 3542 */
export const IPV6_CHECKSUM = 7;
/** Bytes: the next hop of a datagram, as a control message. RFC 3542 */
export const IPV6_NEXTHOP = 9;
/** Hop limit of sent packets. ipv6(7) */
export const IPV6_UNICAST_HOPS = 16;
/** The number of the device for sent multicast. ipv6(7) */
export const IPV6_MULTICAST_IF = 17;
/** How many hops a sent multicast datagram may take. ipv6(7) */
export const IPV6_MULTICAST_HOPS = 18;
/** Boolean. Whether sent multicast datagrams come back to this machine. ipv6(7) */
export const IPV6_MULTICAST_LOOP = 19;
/** Bytes: `struct ipv6_mreq`, group (16 bytes) and number of the device. Joins a multicast group. ipv6(7) */
export const IPV6_JOIN_GROUP = 20;
/** Bytes: `struct ipv6_mreq`. Leaves a multicast group. ipv6(7) */
export const IPV6_LEAVE_GROUP = 21;
/** Whether sent packets may be fragmented on their way. ipv6(7) */
export const IPV6_MTU_DISCOVER = 23;
/** Read only, on a connected socket. Bytes of the largest packet that the path is known to carry. ipv6(7) */
export const IPV6_MTU = 24;
/** Boolean. Keeps what ICMP said for `recvmsg` with MSG_ERRQUEUE, as a control message. ipv6(7) */
export const IPV6_RECVERR = 25;
/** Boolean. Off: an AF_INET6 listener takes IPv4 clients too. ipv6(7) */
export const IPV6_V6ONLY = 26;
/** Boolean. A control message (IPV6_PKTINFO) tells with each datagram which address of this machine it came to. ipv6(7) */
export const IPV6_RECVPKTINFO = 49;
/** The control message of IPV6_RECVPKTINFO; sent, it chooses address and device. ipv6(7) */
export const IPV6_PKTINFO = 50;
/** Boolean. A control message (IPV6_HOPLIMIT, an int) tells with each datagram the hop limit it came with. ipv6(7) */
export const IPV6_RECVHOPLIMIT = 51;
/** The control message of IPV6_RECVHOPLIMIT; sent, it sets the hop limit of one datagram. RFC 3542 */
export const IPV6_HOPLIMIT = 52;
/** Boolean. A control message (IPV6_HOPOPTS) tells the hop-by-hop options. RFC 3542 */
export const IPV6_RECVHOPOPTS = 53;
/** Bytes: the hop-by-hop options. RFC 3542 */
export const IPV6_HOPOPTS = 54;
/** Bytes: the destination options before a routing header. RFC 3542 */
export const IPV6_RTHDRDSTOPTS = 55;
/** Boolean. A control message (IPV6_RTHDR) tells the routing header. RFC 3542 */
export const IPV6_RECVRTHDR = 56;
/** Bytes: the routing header. RFC 3542 */
export const IPV6_RTHDR = 57;
/** Boolean. A control message (IPV6_DSTOPTS) tells the destination options. RFC 3542 */
export const IPV6_RECVDSTOPTS = 58;
/** Bytes: the destination options. RFC 3542 */
export const IPV6_DSTOPTS = 59;
/** Boolean. A control message (IPV6_PATHMTU) tells when the path carries less than before. RFC 3542 */
export const IPV6_RECVPATHMTU = 60;
/** Read only, bytes: `struct ip6_mtuinfo`, what the path carries. RFC 3542 */
export const IPV6_PATHMTU = 61;
/** Boolean. A datagram too long for the path is EMSGSIZE. RFC 3542 */
export const IPV6_DONTFRAG = 62;
/** Boolean. A control message (IPV6_TCLASS) tells the traffic class a datagram came with. RFC 3542 */
export const IPV6_RECVTCLASS = 66;
/** The traffic class of sent packets. RFC 3542 */
export const IPV6_TCLASS = 67;

/** Sends or receives out-of-band (urgent) data. send(2) */
export const MSG_OOB = 1;
/** `recv`: looks at the data and leaves it in the buffer. recv(2) */
export const MSG_PEEK = 2;
/** Sends to directly connected networks only. send(2) */
export const MSG_DONTROUTE = 4;
/** Told by `recvmsg`: control messages did not fit, and are lost. recvmsg(2) */
export const MSG_CTRUNC = 8;
/** `recv` of a datagram: the rest did not fit and is gone. recv(2) */
export const MSG_TRUNC = 32;
/** This one call does not block. recv(2), send(2) */
export const MSG_DONTWAIT = 64;
/** Ends a record of SOCK_SEQPACKET. recvmsg(2) */
export const MSG_EOR = 128;
/** `recv`: waits until all the bytes asked for are there. recv(2) */
export const MSG_WAITALL = 256;
/** Tells the kernel that the neighbour answers, so that it need not ask. send(2) */
export const MSG_CONFIRM = 2048;
/** `recv`: reads the socket's error queue. recv(2) */
export const MSG_ERRQUEUE = 8192;
/** No SIGPIPE when the peer is gone. Always on here. send(2) */
export const MSG_NOSIGNAL = 16384;
/** `send`: more follows, so hold a partial segment back. send(2) */
export const MSG_MORE = 32768;
/** Sends data in the SYN and connects. tcp(7), RFC 7413 */
export const MSG_FASTOPEN = 536870912;
/** `recvmsg`: descriptors that come close when a new program is executed. Always on here. recvmsg(2) */
export const MSG_CMSG_CLOEXEC = 1073741824;

/** `shutdown`: no more receiving. shutdown(2) */
export const SHUT_RD = 0;
/** `shutdown`: no more sending; the peer sees end of stream. shutdown(2) */
export const SHUT_WR = 1;
/** `shutdown`: both. shutdown(2) */
export const SHUT_RDWR = 2;

/** Control message: process, user and group of the sender, three ints. unix(7) */
export const SCM_CREDENTIALS = 2;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const SCM_J1939_DEST_ADDR = 1;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const SCM_J1939_DEST_NAME = 2;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const SCM_J1939_ERRQUEUE = 4;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const SCM_J1939_PRIO = 3;
/** Control message: open descriptors, ints. unix(7) */
export const SCM_RIGHTS = 1;

/** 224.0.0.1 as a number: the multicast group of all hosts. */
export const INADDR_ALLHOSTS_GROUP = 3758096385;
/** 0.0.0.0 as a number: every address of this machine. */
export const INADDR_ANY = 0;
/** 255.255.255.255 as a number. */
export const INADDR_BROADCAST = 4294967295;
/** 127.0.0.1 as a number. */
export const INADDR_LOOPBACK = 2130706433;
/** 224.0.0.255 as a number: the last multicast group that stays on the network. */
export const INADDR_MAX_LOCAL_GROUP = 3758096639;
/** 255.255.255.255 as a number: what inet_addr(3) gives for what is no address. */
export const INADDR_NONE = 4294967295;
/** 224.0.0.0 as a number: no multicast group. */
export const INADDR_UNSPEC_GROUP = 3758096384;

/** Ports below it need the right CAP_NET_BIND_SERVICE. ip(7) */
export const IPPORT_RESERVED = 1024;
/** Ports from here on are never chosen by old systems. netinet/in.h */
export const IPPORT_USERRESERVED = 5000;

/** `getaddrinfo`: only families of which this machine has an address. getaddrinfo(3) */
export const AI_ADDRCONFIG = 32;
/** `getaddrinfo`, with AI_V4MAPPED: IPv4 addresses too. getaddrinfo(3) */
export const AI_ALL = 16;
/** `getaddrinfo`: the canonical name too. getaddrinfo(3) */
export const AI_CANONNAME = 2;
/** `getaddrinfo`: the host is an address, ask nobody. getaddrinfo(3) */
export const AI_NUMERICHOST = 4;
/** `getaddrinfo`: the service is a number, look nothing up. getaddrinfo(3) */
export const AI_NUMERICSERV = 1024;
/** `getaddrinfo`: addresses to bind to. getaddrinfo(3) */
export const AI_PASSIVE = 1;
/** `getaddrinfo`: where there is no IPv6 address, IPv4 ones as `"::ffff:..."`. getaddrinfo(3) */
export const AI_V4MAPPED = 8;

/** The host has no address of that family. getaddrinfo(3) */
export const EAI_ADDRFAMILY = -9;
/** The name server did not answer; try again. getaddrinfo(3) */
export const EAI_AGAIN = -3;
/** Flags that are none. getaddrinfo(3) */
export const EAI_BADFLAGS = -1;
/** The name server failed, and will again. getaddrinfo(3) */
export const EAI_FAIL = -4;
/** A family that there is not. getaddrinfo(3) */
export const EAI_FAMILY = -6;
/** Out of memory. getaddrinfo(3) */
export const EAI_MEMORY = -10;
/** The host is known, but has no address. getaddrinfo(3) */
export const EAI_NODATA = -5;
/** No such host or service. getaddrinfo(3) */
export const EAI_NONAME = -2;
/** The name is too long for the memory given. getnameinfo(3) */
export const EAI_OVERFLOW = -12;
/** No such service for that type of socket. getaddrinfo(3) */
export const EAI_SERVICE = -8;
/** A type of socket that there is not. getaddrinfo(3) */
export const EAI_SOCKTYPE = -7;
/** A call failed; the error has its errno. getaddrinfo(3) */
export const EAI_SYSTEM = -11;

/** `getnameinfo`: the service of UDP, where it differs. getnameinfo(3) */
export const NI_DGRAM = 16;
/** The longest host name, in bytes. getnameinfo(3) */
export const NI_MAXHOST = 1025;
/** The longest service name, in bytes. getnameinfo(3) */
export const NI_MAXSERV = 32;
/** `getnameinfo`: an error when there is no name. getnameinfo(3) */
export const NI_NAMEREQD = 8;
/** `getnameinfo`: of hosts of this domain the first part of the name only. getnameinfo(3) */
export const NI_NOFQDN = 4;
/** `getnameinfo`: give the address, not the name. getnameinfo(3) */
export const NI_NUMERICHOST = 1;
/** `getnameinfo`: give the port, not the name of the service. getnameinfo(3) */
export const NI_NUMERICSERV = 2;

/** The call would have to wait. errno(3) */
export const EAGAIN = 11;
/** The descriptor is not open. errno(3) */
export const EBADF = 9;
/** The same as EAGAIN. errno(3) */
export const EWOULDBLOCK = 11;

/** Bytes that the checksum of a received datagram must cover. udplite(7) */
export const UDPLITE_RECV_CSCOV = 11;
/** Bytes that the checksum of a sent datagram covers. udplite(7) */
export const UDPLITE_SEND_CSCOV = 10;

/** Packet type: to all on the network. packet(7) */
export const PACKET_BROADCAST = 1;
/** Packet type of the kernel's own; never seen. linux/if_packet.h */
export const PACKET_FASTROUTE = 6;
/** Packet type: to this machine. packet(7) */
export const PACKET_HOST = 0;
/** Packet type of the kernel's own; never seen. linux/if_packet.h */
export const PACKET_LOOPBACK = 5;
/** Packet type: to a multicast group. packet(7) */
export const PACKET_MULTICAST = 2;
/** Packet type: to another machine, seen in promiscuous mode. packet(7) */
export const PACKET_OTHERHOST = 3;
/** Packet type: sent by this machine. packet(7) */
export const PACKET_OUTGOING = 4;

/** Netlink: the kernel's cryptography. netlink(7) */
export const NETLINK_CRYPTO = 21;
/** Netlink: DECnet, no longer in Linux. netlink(7) */
export const NETLINK_DNRTMSG = 14;
/** Netlink: the old firewall, no longer in Linux. netlink(7) */
export const NETLINK_FIREWALL = 3;
/** Netlink: the old firewall of IPv6, no longer in Linux. netlink(7) */
export const NETLINK_IP6_FW = 13;
/** Netlink: logs of the firewall, no longer in Linux. netlink(7) */
export const NETLINK_NFLOG = 5;
/** Netlink: devices, addresses, routes. rtnetlink(7) */
export const NETLINK_ROUTE = 0;
/** Netlink: between programs. netlink(7) */
export const NETLINK_USERSOCK = 2;
/** Netlink: IPsec. netlink(7) */
export const NETLINK_XFRM = 6;

/** For TIPC. linux/tipc.h */
export const TIPC_ADDR_ID = 3;
/** For TIPC. linux/tipc.h */
export const TIPC_ADDR_NAME = 2;
/** For TIPC. linux/tipc.h */
export const TIPC_ADDR_NAMESEQ = 1;
/** For TIPC. linux/tipc.h */
export const TIPC_CFG_SRV = 0;
/** For TIPC. linux/tipc.h */
export const TIPC_CLUSTER_SCOPE = 2;
/** For TIPC. linux/tipc.h */
export const TIPC_CONN_TIMEOUT = 130;
/** For TIPC. linux/tipc.h */
export const TIPC_CRITICAL_IMPORTANCE = 3;
/** For TIPC. linux/tipc.h */
export const TIPC_DEST_DROPPABLE = 129;
/** For TIPC. linux/tipc.h */
export const TIPC_HIGH_IMPORTANCE = 2;
/** For TIPC. linux/tipc.h */
export const TIPC_IMPORTANCE = 127;
/** For TIPC. linux/tipc.h */
export const TIPC_LOW_IMPORTANCE = 0;
/** For TIPC. linux/tipc.h */
export const TIPC_MEDIUM_IMPORTANCE = 1;
/** For TIPC. linux/tipc.h */
export const TIPC_NODE_SCOPE = 3;
/** For TIPC. linux/tipc.h */
export const TIPC_PUBLISHED = 1;
/** For TIPC. linux/tipc.h */
export const TIPC_SRC_DROPPABLE = 128;
/** For TIPC. linux/tipc.h */
export const TIPC_SUBSCR_TIMEOUT = 3;
/** For TIPC. linux/tipc.h */
export const TIPC_SUB_CANCEL = 4;
/** For TIPC. linux/tipc.h */
export const TIPC_SUB_PORTS = 1;
/** For TIPC. linux/tipc.h */
export const TIPC_SUB_SERVICE = 2;
/** For TIPC. linux/tipc.h */
export const TIPC_TOP_SRV = 1;
/** For TIPC. linux/tipc.h */
export const TIPC_WAIT_FOREVER = -1;
/** For TIPC. linux/tipc.h */
export const TIPC_WITHDRAWN = 2;
/** For TIPC. linux/tipc.h */
export const TIPC_ZONE_SCOPE = 1;

/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM = 2;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_CAN_FD_FRAME = 2048;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_ANNOUNCE_RESUME = 256;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_CHANGED = 12;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_CHECK_DLC = 64;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_DELETE = 6;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_FILTER_ID = 32;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_NO_AUTOTIMER = 128;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_READ = 7;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_RTR_FRAME = 1024;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_SETUP = 5;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_STATUS = 10;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_RX_TIMEOUT = 11;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_SETTIMER = 1;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_STARTTIMER = 2;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_ANNOUNCE = 8;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_COUNTEVT = 4;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_CP_CAN_ID = 16;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_DELETE = 2;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_EXPIRED = 9;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_READ = 3;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_RESET_MULTI_IDX = 512;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_SEND = 4;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_SETUP = 1;
/** For the broadcast manager of CAN. linux/can/bcm.h */
export const CAN_BCM_TX_STATUS = 8;
/** For CAN. linux/can.h */
export const CAN_EFF_FLAG = 2147483648;
/** For CAN. linux/can.h */
export const CAN_EFF_MASK = 536870911;
/** For CAN. linux/can.h */
export const CAN_ERR_FLAG = 536870912;
/** For CAN. linux/can.h */
export const CAN_ERR_MASK = 536870911;
/** For CAN. linux/can.h */
export const CAN_ISOTP = 6;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const CAN_J1939 = 7;
/** For CAN. linux/can.h */
export const CAN_RAW = 1;
/** For raw CAN. linux/can/raw.h */
export const CAN_RAW_FD_FRAMES = 5;
/** For raw CAN. linux/can/raw.h */
export const CAN_RAW_FILTER = 1;
/** For raw CAN. linux/can/raw.h */
export const CAN_RAW_JOIN_FILTERS = 6;
/** For raw CAN. linux/can/raw.h */
export const CAN_RAW_LOOPBACK = 3;
/** For raw CAN. linux/can/raw.h */
export const CAN_RAW_RECV_OWN_MSGS = 4;
/** For CAN. linux/can.h */
export const CAN_RTR_FLAG = 1073741824;
/** For CAN. linux/can.h */
export const CAN_SFF_MASK = 2047;

/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_EE_INFO_NONE = 0;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_EE_INFO_TX_ABORT = 1;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_FILTER_MAX = 512;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_IDLE_ADDR = 254;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_MAX_UNICAST_ADDR = 253;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_NLA_BYTES_ACKED = 1;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_NLA_PAD = 0;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_NO_ADDR = 255;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_NO_NAME = 0;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_NO_PGN = 262144;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_PGN_ADDRESS_CLAIMED = 60928;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_PGN_ADDRESS_COMMANDED = 65240;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_PGN_MAX = 262143;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_PGN_PDU1_MAX = 261888;
/** For CAN with SAE J1939. linux/can/j1939.h */
export const J1939_PGN_REQUEST = 59904;

/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_OP_DECRYPT = 0;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_OP_ENCRYPT = 1;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_OP_SIGN = 2;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_OP_VERIFY = 3;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_SET_AEAD_ASSOCLEN = 4;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_SET_AEAD_AUTHSIZE = 5;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_SET_IV = 2;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_SET_KEY = 1;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_SET_OP = 3;
/** For the kernel's cryptography, AF_ALG. linux/if_alg.h */
export const ALG_SET_PUBKEY = 6;

/** For AF_VSOCK. vsock(7) */
export const VMADDR_CID_ANY = 4294967295;
/** For AF_VSOCK. vsock(7) */
export const VMADDR_CID_HOST = 2;
/** For AF_VSOCK. vsock(7) */
export const VMADDR_PORT_ANY = 4294967295;
/** For AF_VSOCK. vsock(7) */
export const VM_SOCKETS_INVALID_VERSION = 4294967295;

/** The ioctl that tells the address of this machine for AF_VSOCK. vsock(7) */
export const IOCTL_VM_SOCKETS_GET_LOCAL_CID = 1977;
