import { errno, errnoName, errnoWords } from "./errno.ts";
import { tellError } from "./tracer.ts";

/**
 * The exceptions of the package: SocketError (Python's OSError) and its kinds, as Python has them.
 * Misuse of an argument is no SocketError: a wrong type gives TypeError, a value out of range RangeError.
 */

/** What went wrong in which call. */
export type ErrorDetails = {
  /** The kernel's number, or null where the kernel was not asked (a timeout, a name that does not resolve). */
  errno: number | null;
  /** The name of the number: `"ECONNREFUSED"`. */
  code: string;
  /** The call, as you wrote it: `"connect"`. */
  syscall: string;
  /** The address that the call was about, if any. */
  address?: unknown;
};

/** A socket call failed. `code` holds the name of the error, as `"EADDRINUSE"`. Python's OSError. errno(3) */
export class SocketError extends Error {
  /** The name of the error: `"ECONNREFUSED"`, `"EADDRINUSE"`, ...; `"TIMEOUT"` for a timeout set by `settimeout`. */
  readonly code: string;
  /** The number of the error on Linux (111), or null where the kernel gave none. */
  readonly errno: number | null;
  /** The call that failed: `"connect"`. */
  readonly syscall: string;
  /** The address that the call was about, where there is one. */
  readonly address: unknown;

  /**
   * Thrown by the package; rarely made by hand.
   * @param message what happened, in words
   * @param details `code`, `errno`, `syscall`, `address`
   */
  constructor(message: string, details: ErrorDetails) {
    super(message);
    this.code = details.code;
    this.errno = details.errno;
    this.syscall = details.syscall;
    this.address = details.address;
  }

  static {
    SocketError.prototype.name = "SocketError";
  }
}

/** The connection is broken in one way or another. */
export class ConnectionError extends SocketError {
  static {
    ConnectionError.prototype.name = "ConnectionError";
  }
}

/** EPIPE, ESHUTDOWN: writing where nobody reads any more. */
export class BrokenPipeError extends ConnectionError {
  static {
    BrokenPipeError.prototype.name = "BrokenPipeError";
  }
}

/** ECONNABORTED: given up before it was accepted. */
export class ConnectionAbortedError extends ConnectionError {
  static {
    ConnectionAbortedError.prototype.name = "ConnectionAbortedError";
  }
}

/** ECONNREFUSED: nobody listens there. */
export class ConnectionRefusedError extends ConnectionError {
  static {
    ConnectionRefusedError.prototype.name = "ConnectionRefusedError";
  }
}

/** ECONNRESET: the other side threw the connection away. */
export class ConnectionResetError extends ConnectionError {
  static {
    ConnectionResetError.prototype.name = "ConnectionResetError";
  }
}

/** EAGAIN, EALREADY, EINPROGRESS: the call would have to wait, and the socket must not. */
export class BlockingIOError extends SocketError {
  /** From `write` of a file: how many of the bytes were taken before it would have had to wait. */
  characters_written?: number;

  static {
    BlockingIOError.prototype.name = "BlockingIOError";
  }
}

/** EINTR: a signal interrupted the call. The package calls again by itself, so you hardly ever see it. */
export class InterruptedError extends SocketError {
  static {
    InterruptedError.prototype.name = "InterruptedError";
  }
}

/** The time set by `settimeout` ran out (`code` "TIMEOUT"), or the kernel gave up waiting (ETIMEDOUT). */
export class TimeoutError extends SocketError {
  static {
    TimeoutError.prototype.name = "TimeoutError";
  }
}

/** EACCES, EPERM: not allowed. */
export class PermissionError extends SocketError {
  static {
    PermissionError.prototype.name = "PermissionError";
  }
}

/** ENOENT: the path of a Unix socket leads nowhere. */
export class FileNotFoundError extends SocketError {
  static {
    FileNotFoundError.prototype.name = "FileNotFoundError";
  }
}

/** EEXIST: already there. */
export class FileExistsError extends SocketError {
  static {
    FileExistsError.prototype.name = "FileExistsError";
  }
}

/** ENOTDIR: a part of the path is a file. */
export class NotADirectoryError extends SocketError {
  static {
    NotADirectoryError.prototype.name = "NotADirectoryError";
  }
}

/** EISDIR: the path, or the file to be sent, is a directory. */
export class IsADirectoryError extends SocketError {
  static {
    IsADirectoryError.prototype.name = "IsADirectoryError";
  }
}

/** ESRCH: there is no such process. */
export class ProcessLookupError extends SocketError {
  static {
    ProcessLookupError.prototype.name = "ProcessLookupError";
  }
}

/** A host or service name could not be resolved; `code` is `"EAI_NONAME"` or another. getaddrinfo(3) */
export class gaierror extends SocketError {
  static {
    gaierror.prototype.name = "gaierror";
  }
}

/** A host's entry was not found; `code` is `"HOST_NOT_FOUND"`, `"TRY_AGAIN"`, `"NO_RECOVERY"` or `"NO_DATA"`. gethostbyname(3) */
export class herror extends SocketError {
  static {
    herror.prototype.name = "herror";
  }
}

/** `input()` found the end of the input instead of a line. */
export class EOFError extends Error {
  static {
    EOFError.prototype.name = "EOFError";
  }
}

const kinds = new Map<number, typeof SocketError>([
  [errno.EPIPE, BrokenPipeError],
  [errno.ESHUTDOWN, BrokenPipeError],
  [errno.ECONNABORTED, ConnectionAbortedError],
  [errno.ECONNREFUSED, ConnectionRefusedError],
  [errno.ECONNRESET, ConnectionResetError],
  [errno.EAGAIN, BlockingIOError],
  [errno.EALREADY, BlockingIOError],
  [errno.EINPROGRESS, BlockingIOError],
  [errno.EINTR, InterruptedError],
  [errno.ETIMEDOUT, TimeoutError],
  [errno.EACCES, PermissionError],
  [errno.EPERM, PermissionError],
  [errno.ENOENT, FileNotFoundError],
  [errno.EEXIST, FileExistsError],
  [errno.ENOTDIR, NotADirectoryError],
  [errno.EISDIR, IsADirectoryError],
  [errno.ESRCH, ProcessLookupError],
]);

/** The exception for an errno: `errorFor("connect", 111, ["10.0.0.1", 80])` is a ConnectionRefusedError. */
export function errorFor(syscall: string, value: number, address?: unknown): SocketError {
  const code = errnoName(value);
  tellError(code);
  const where = address === undefined ? "" : ` ${showAddress(address)}`;
  const meaning = errnoWords(code);
  const message =
    meaning === null ? `${syscall}${where}: ${code}` : `${syscall}${where}: ${meaning} (${code})`;
  const Kind = kinds.get(value) ?? SocketError;
  return new Kind(message, { errno: value, code, syscall, address });
}

/** The exception for a timeout that this package kept: Python's `TimeoutError("timed out")`, without an errno. */
export function timedOut(syscall: string, seconds: number, address?: unknown): TimeoutError {
  const where = address === undefined ? "" : ` ${showAddress(address)}`;
  return new TimeoutError(`${syscall}${where}: timed out after ${seconds} s`, {
    errno: null,
    code: "TIMEOUT",
    syscall,
    address,
  });
}

function showAddress(address: unknown): string {
  if (!Array.isArray(address)) return JSON.stringify(address);
  const [host, port] = address;
  return String(host).includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
