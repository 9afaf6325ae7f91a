/**
 * The system calls that a program may not make, as the BPF bytes that `bwrap --seccomp FD` loads.
 * libseccomp compiles them for this machine; calls of a foreign ABI (32-bit, x32) do not exist. (Its own answer to
 * those, killing the thread that asks, would leave the other threads of a program hanging.)
 *
 * Namespaces and missing capabilities already forbid most of this. The filter also keeps a program away from kernel
 * code that has a record of holes, whether or not a right would be needed to reach it; and away from memory that no
 * limit of its own counts, and from what all labs would share (inotify's instances are counted for each user, and so
 * are the pages of pipes: nobody makes theirs larger).
 */
import fs from "node:fs";
import os from "node:os";
import koffi from "koffi";
import { memfdCreate } from "./libc.ts";

const ALLOW = 0x7fff0000;
/** SCMP_FLTATR_ACT_BADARCH: what becomes of a call by another architecture's table. */
const foreignAbi = 2;
const errno = (value: number) => 0x00050000 | value;
const { EPERM, ENOSYS, EAFNOSUPPORT } = os.constants.errno;

/** How libseccomp compares an argument: SCMP_CMP_* of seccomp.h. */
const compare = { ne: 1, eq: 4, gt: 6, maskedEq: 7 } as const;
type Comparison = { arg: number; op: number; a: number | bigint; b: number | bigint };

/** Old doors, answered as if the right were missing. */
const forbidden = `
  mount umount2 pivot_root chroot unshare setns
  ptrace process_vm_readv process_vm_writev process_madvise kcmp
  add_key request_key keyctl bpf perf_event_open
  name_to_handle_at open_by_handle_at fanotify_init fanotify_mark
  acct quotactl swapon swapoff reboot kexec_load kexec_file_load
  init_module finit_module delete_module
  syslog sethostname setdomainname settimeofday clock_settime clock_adjtime adjtimex
  iopl ioperm modify_ldt vhangup lookup_dcookie nfsservctl uselib ustat sysfs
  shmget semget msgget inotify_init inotify_init1
  mbind set_mempolicy get_mempolicy migrate_pages move_pages personality
`;

/** New doors, answered as an older kernel would: the C library then takes its other way (clone3 -> clone). */
const absent = `
  clone3 io_uring_setup io_uring_enter io_uring_register userfaultfd
  fsopen fsconfig fsmount fspick move_mount open_tree mount_setattr
  pidfd_getfd memfd_secret memfd_create quotactl_fd
`;

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");

/** CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET. */
const namespaceFlags = [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000];

/** TIOCSTI types on another's terminal, TIOCLINUX pastes there, TIOCSETD loads a line discipline. */
const terminalRequests = [0x5412, 0x541c, 0x5423];

/** MAP_SHARED|MAP_ANONYMOUS: like memfd_create and shmget, memory that RLIMIT_DATA does not count. */
const sharedAnonymous = 0x21;

/** F_SETPIPE_SZ of fcntl(2). */
const setPipeSize = 1031;

const AF_NETLINK = 16;
/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK (for getifaddrs), AF_PACKET (EPERM of itself) are the families up to 17 that stay. */
const lastFamily = 17;
const absentFamilies = [3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15];

type Rule = { call: string; action: number; when: Comparison[] };

function rules(): Rule[] {
  const only = (arg: number, value: number): Comparison => ({
    arg,
    op: compare.maskedEq,
    a: 0xffffffff,
    b: value,
  });
  const familyAbsent = errno(EAFNOSUPPORT);
  return [
    ...words(forbidden).map((call) => ({ call, action: errno(EPERM), when: [] })),
    ...words(absent).map((call) => ({ call, action: errno(ENOSYS), when: [] })),
    ...namespaceFlags.map((flag) => ({
      call: "clone",
      action: errno(EPERM),
      when: [{ arg: 0, op: compare.maskedEq, a: flag, b: flag }],
    })),
    {
      call: "mmap",
      action: errno(EPERM),
      when: [{ arg: 3, op: compare.maskedEq, a: sharedAnonymous, b: sharedAnonymous }],
    },
    { call: "fcntl", action: errno(EPERM), when: [only(1, setPipeSize)] },
    ...terminalRequests.map((request) => ({ call: "ioctl", action: errno(EPERM), when: [only(1, request)] })),
    ...absentFamilies.map((family) => ({ call: "socket", action: familyAbsent, when: [only(0, family)] })),
    { call: "socket", action: familyAbsent, when: [{ arg: 0, op: compare.gt, a: lastFamily, b: 0 }] },
    {
      call: "socket",
      action: errno(EPERM),
      when: [only(0, AF_NETLINK), { arg: 2, op: compare.ne, a: 0, b: 0 }],
    },
  ];
}

/** Compiles the filter. Throws when libseccomp is missing or refuses a rule. */
export function compileSeccompFilter(): Uint8Array {
  const seccomp = koffi.load("libseccomp.so.2");
  const comparison = koffi.struct({ arg: "unsigned int", op: "int", a: "uint64_t", b: "uint64_t" });
  const init = seccomp.func("void *seccomp_init(uint32_t action)");
  const resolve = seccomp.func("int seccomp_syscall_resolve_name(const char *name)");
  const add = seccomp.func("seccomp_rule_add_array", "int", [
    "void *",
    "uint32_t",
    "int",
    "unsigned int",
    koffi.pointer(comparison),
  ]);
  const setAttribute = seccomp.func("int seccomp_attr_set(void *context, int attribute, uint32_t value)");
  const exportBpf = seccomp.func("int seccomp_export_bpf(void *context, int fd)");
  const release = seccomp.func("void seccomp_release(void *context)");

  const context: unknown = init(ALLOW);
  if (context === null) throw new Error("seccomp_init failed");
  try {
    const result: number = setAttribute(context, foreignAbi, errno(ENOSYS));
    if (result < 0) throw new Error(`seccomp_attr_set: errno ${-result}`);
    for (const { call, action, when } of rules()) {
      const number: number = resolve(call);
      // A call that this architecture never had needs no rule: its number cannot be asked for.
      if (number < 0) continue;
      const result: number = add(context, action, number, when.length, when);
      if (result < 0) throw new Error(`seccomp_rule_add ${call}: errno ${-result}`);
    }
    const fd = memfdCreate("seccomp");
    try {
      const result: number = exportBpf(context, fd);
      if (result < 0) throw new Error(`seccomp_export_bpf: errno ${-result}`);
      return new Uint8Array(fs.readFileSync(`/proc/self/fd/${fd}`));
    } finally {
      fs.closeSync(fd);
    }
  } finally {
    release(context);
  }
}
