import koffi from "koffi";

/**
 * The system calls, bound with koffi: they run on the calling thread and block it, as in C.
 * Each returns what the C function returns; `lastErrno()` right after a failure tells why.
 * Pointers are always Uint8Arrays of the right size, made by this package, never a user's value unchecked.
 */

type Bytes = Uint8Array;
type Call<A extends unknown[], R = number> = (...args: A) => R;

const lib = koffi.load("libc.so.6");

function bind<F>(prototype: string): F {
  return lib.func(prototype) as unknown as F;
}

export const libc = {
  socket: bind<Call<[number, number, number]>>("int socket(int, int, int)"),
  socketpair: bind<Call<[number, number, number, Bytes]>>("int socketpair(int, int, int, void *)"),
  bind: bind<Call<[number, Bytes, number]>>("int bind(int, const void *, uint32_t)"),
  listen: bind<Call<[number, number]>>("int listen(int, int)"),
  accept4: bind<Call<[number, Bytes, Bytes, number]>>("int accept4(int, void *, void *, int)"),
  connect: bind<Call<[number, Bytes, number]>>("int connect(int, const void *, uint32_t)"),
  send: bind<Call<[number, Bytes, number, number]>>("int64_t send(int, const void *, size_t, int)"),
  sendto: bind<Call<[number, Bytes, number, number, Bytes, number]>>(
    "int64_t sendto(int, const void *, size_t, int, const void *, uint32_t)",
  ),
  recv: bind<Call<[number, Bytes, number, number]>>("int64_t recv(int, void *, size_t, int)"),
  recvfrom: bind<Call<[number, Bytes, number, number, Bytes, Bytes]>>(
    "int64_t recvfrom(int, void *, size_t, int, void *, void *)",
  ),
  sendmsg: bind<Call<[number, Bytes, number]>>("int64_t sendmsg(int, const void *, int)"),
  recvmsg: bind<Call<[number, Bytes, number]>>("int64_t recvmsg(int, void *, int)"),
  /** The third argument is the offset in the file: 8 bytes that the kernel moves on. */
  sendfile: bind<Call<[number, number, Bytes, number]>>("int64_t sendfile(int, int, void *, size_t)"),
  lseek: bind<Call<[number, number, number]>>("int64_t lseek(int, int64_t, int)"),
  shutdown: bind<Call<[number, number]>>("int shutdown(int, int)"),
  close: bind<Call<[number]>>("int close(int)"),
  getsockname: bind<Call<[number, Bytes, Bytes]>>("int getsockname(int, void *, void *)"),
  getpeername: bind<Call<[number, Bytes, Bytes]>>("int getpeername(int, void *, void *)"),
  getsockopt: bind<Call<[number, number, number, Bytes, Bytes]>>(
    "int getsockopt(int, int, int, void *, void *)",
  ),
  setsockopt: bind<Call<[number, number, number, Bytes | null, number]>>(
    "int setsockopt(int, int, int, const void *, uint32_t)",
  ),
  /** The third argument of `ioctl` as a pointer: FIONBIO and its like. */
  ioctl: bind<Call<[number, number, Bytes]>>("int ioctl(int, unsigned long, void *)"),
  /** The third argument of `fcntl` as a number: F_DUPFD_CLOEXEC, F_SETFD and their like. */
  fcntl: bind<Call<[number, number, number]>>("int fcntl(int, int, int)"),
  read: bind<Call<[number, Bytes, number]>>("int64_t read(int, void *, size_t)"),
  write: bind<Call<[number, Bytes, number]>>("int64_t write(int, const void *, size_t)"),
  poll: bind<Call<[Bytes, number, number]>>("int poll(void *, unsigned long, int)"),
  select: bind<Call<[number, Bytes | null, Bytes | null, Bytes | null, Bytes | null]>>(
    "int select(int, void *, void *, void *, void *)",
  ),
  epoll_create1: bind<Call<[number]>>("int epoll_create1(int)"),
  epoll_ctl: bind<Call<[number, number, number, Bytes]>>("int epoll_ctl(int, int, int, void *)"),
  epoll_wait: bind<Call<[number, Bytes, number, number]>>("int epoll_wait(int, void *, int, int)"),
  getaddrinfo: bind<Call<[string | null, string | null, Bytes, [unknown]]>>(
    "int getaddrinfo(const char *, const char *, const void *, _Out_ void **)",
  ),
  freeaddrinfo: bind<Call<[unknown], void>>("void freeaddrinfo(void *)"),
  getnameinfo: bind<Call<[Bytes, number, Bytes, number, Bytes, number, number]>>(
    "int getnameinfo(const void *, uint32_t, void *, uint32_t, void *, uint32_t, int)",
  ),
  gai_strerror: bind<Call<[number], string>>("const char *gai_strerror(int)"),
  gethostbyname_r: bind<Call<[string, Bytes, Bytes, number, Bytes, Bytes]>>(
    "int gethostbyname_r(const char *, void *, void *, size_t, void *, void *)",
  ),
  gethostbyaddr_r: bind<Call<[Bytes, number, number, Bytes, Bytes, number, Bytes, Bytes]>>(
    "int gethostbyaddr_r(const void *, uint32_t, int, void *, void *, size_t, void *, void *)",
  ),
  getservbyname_r: bind<Call<[string, string | null, Bytes, Bytes, number, Bytes]>>(
    "int getservbyname_r(const char *, const char *, void *, void *, size_t, void *)",
  ),
  getservbyport_r: bind<Call<[number, string | null, Bytes, Bytes, number, Bytes]>>(
    "int getservbyport_r(int, const char *, void *, void *, size_t, void *)",
  ),
  getprotobyname_r: bind<Call<[string, Bytes, Bytes, number, Bytes]>>(
    "int getprotobyname_r(const char *, void *, void *, size_t, void *)",
  ),
  hstrerror: bind<Call<[number], string>>("const char *hstrerror(int)"),
  gethostname: bind<Call<[Bytes, number]>>("int gethostname(void *, size_t)"),
  sethostname: bind<Call<[Bytes, number]>>("int sethostname(const void *, size_t)"),
  inet_pton: bind<Call<[number, string, Bytes]>>("int inet_pton(int, const char *, void *)"),
  inet_ntop: bind<Call<[number, Bytes, Bytes, number], string | null>>(
    "const char *inet_ntop(int, const void *, void *, uint32_t)",
  ),
  inet_aton: bind<Call<[string, Bytes]>>("int inet_aton(const char *, void *)"),
  if_nametoindex: bind<Call<[string]>>("unsigned int if_nametoindex(const char *)"),
  if_indextoname: bind<Call<[number, Bytes], string | null>>(
    "const char *if_indextoname(unsigned int, void *)",
  ),
  if_nameindex: bind<Call<[], unknown>>("void *if_nameindex(void)"),
  if_freenameindex: bind<Call<[unknown], void>>("void if_freenameindex(void *)"),
  _exit: bind<Call<[number], void>>("void _exit(int)"),
} as const;

/** The errno of this thread's last failed call. Ask at once: the next call may change it. */
export function lastErrno(): number {
  return koffi.errno();
}

/** Where in memory bytes are, for structures that hold pointers. Whoever asks keeps the bytes while the number is used. */
export function addressOf(memory: Bytes): bigint {
  return koffi.address(memory);
}

/** The pointer at `offset` inside memory that the C library owns, for lists such as getaddrinfo's. */
export function pointerAt(memory: unknown, offset: number): unknown {
  return koffi.decode(memory as never, offset, "void *");
}

/** The unsigned int at `offset` inside memory that the C library owns. */
export function numberAt(memory: unknown, offset: number): number {
  return koffi.decode(memory as never, offset, "uint32_t") as number;
}

/** A copy of `length` bytes of memory that the C library owns. */
export function bytesAt(memory: unknown, length: number): Buffer {
  return Buffer.from(koffi.decode(memory as never, koffi.array("uint8_t", length, "Typed")) as Uint8Array);
}

/** The text of a zero-terminated string that the C library owns. */
export function textAt(memory: unknown): string {
  return koffi.decode(memory as never, "char", -1) as string;
}
