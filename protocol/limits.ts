/**
 * Every limit of the product, in one place: what a lab may use, what a message may carry, how many may come.
 * The sandbox server enforces them, the page explains them, SECURITY.md lists them, the attack tests reach them.
 * Sizes are bytes, times are milliseconds, unless a name says otherwise.
 */
export const limits = {
  /** One program: a running file of the learner. */
  program: {
    /** Old-space heap of V8, in MiB (`--max-old-space-size`). */
    heapMiB: 96,
    /** Private writable memory, Buffers and threads included (RLIMIT_DATA). */
    dataBytes: 512 * 1024 * 1024,
    /** Threads and processes together (RLIMIT_NPROC counts both). */
    tasks: 64,
    /** Open file descriptors (RLIMIT_NOFILE). */
    files: 1100,
    /** Signals that wait, and timers of timer_create(2) (RLIMIT_SIGPENDING). */
    signals: 256,
    /** One file that a program writes (RLIMIT_FSIZE). */
    fileBytes: 8 * 1024 * 1024,
    /** How long one run may last. */
    wallMs: 10 * 60_000,
    /** Processor time of one run, in seconds (RLIMIT_CPU). */
    cpuSeconds: 60,
    /** Output of one run, stdout and stderr together. */
    outputBytes: 2 * 1024 * 1024,
    /** Socket calls shown for one run; the program goes on, unshown, past it. */
    calls: 20_000,
    /** After SIGTERM, how long until SIGKILL. */
    graceMs: 1_500,
    /** Command line arguments, and the length of each. */
    args: 16,
    argLength: 256,
  },
  /** One lab. */
  lab: {
    programs: 8,
    homeBytes: 16 * 1024 * 1024,
    homeInodes: 1_000,
    tmpBytes: 8 * 1024 * 1024,
    shmBytes: 4 * 1024 * 1024,
    /** Making a lab's ground, and booting one sandbox in it: past it, it has failed. */
    makingMs: 20_000,
    /** These three hold where the server has control groups. Memory of all its programs, disks and sockets together. */
    memoryBytes: 768 * 1024 * 1024,
    /** Threads and processes of all its sandboxes: what each of them may have anyway, and one that waits. */
    tasks: 600,
    /** Processors that it may keep busy; where there are no more, labs share them equally. */
    processors: 2,
    /** Nothing said by its page and nothing running: its booted sandbox is given back until the page stirs. */
    restMs: 3 * 60_000,
    /** Nothing said by its page and nothing running: it is closed. */
    idleMs: 15 * 60_000,
    /** Frames the wire carries a second, both ways; more are dropped as by a full queue. */
    framesPerSecond: 20_000,
    /** Frames shown to the page in a second; past it they are counted, not shown. */
    framesShownPerSecond: 4_000,
    /** Frames that may wait at the wire (held or delayed). */
    framesWaiting: 1_000,
    /** Bytes of one frame that are shown; the length is always told. */
    frameShownBytes: 1_600,
    /** A connection's unsent bytes at which the lab stops reading its programs' output. */
    backlogBytes: 1024 * 1024,
    /** A connection's unsent bytes at which a browser that reads nothing is cut off. */
    backlogCutBytes: 8 * 1024 * 1024,
  },
  /** The learner's files, as sent with a run. */
  files: {
    count: 32,
    pathLength: 64,
    fileBytes: 128 * 1024,
    totalBytes: 512 * 1024,
    /** How long reading a program's files may hold up other labs', and how long it may take at all. */
    quickMs: 250,
    readMs: 5_000,
  },
  /** The peer that is driven by hand. */
  assistant: {
    /** Things that it does at once: what it sends counts until the kernel has taken it. A file is 22 of them. */
    acts: 64,
    /** Pieces that one sending may be split and repeated into. */
    pieces: 10_000,
    /** What it sends by one act; also a request of the preview. A file is sent in as many as it takes. */
    sendBytes: 64 * 1024,
    /** A file that it sends. */
    fileBytes: 1024 * 1024,
  },
  /** What the preview takes of the learner's HTTP server. */
  preview: {
    /** Of one answer; the rest is not waited for. */
    answerBytes: 144 * 1024,
    answerMs: 10_000,
    /** Requests that wait for an answer, a page's own and those of its parts: a silent server holds each for seconds. */
    atOnce: 8,
    partsAtOnce: 6,
    /** Style sheets, pictures and fonts of one page, together. */
    parts: 12,
    /** Characters of the parts that are put into a page, each as often as it is named. */
    partCharacters: 4 * 1024 * 1024,
  },
  /** A lab's events that a page keeps: what a recording is made of, and what waits for a panel that could not be loaded. */
  recording: { events: 100_000 },
  /** What one connection may send. */
  connection: {
    messageBytes: 768 * 1024,
    messagesPerSecond: 60,
    messageBurst: 240,
    stdinBytes: 64 * 1024,
    /** From TCP accept to a finished upgrade; and from the upgrade to `open`. */
    openMs: 10_000,
    /** A page that answers no ping for this long is gone. */
    silentMs: 45_000,
  },
  /** The whole server. */
  server: { labs: 200, labsPerAddress: 40, opensPerMinutePerAddress: 120, drainMs: 10_000 },
} as const;

export type Limits = typeof limits;
