import type { PartId, Words } from "./manifest.ts";

/**
 * The whole course in its order: what the map shows. A lesson that is there to open has a folder of its slug with a
 * manifest, whose own title, summary and minutes are the ones shown; what stands here for it must agree (a test does).
 */

export type CourseLesson = { slug: string; title: Words; summary: Words; minutes: number };
export type CoursePart = { id: PartId; title: Words; about: Words; lessons: CourseLesson[] };

export const course: CoursePart[] = [
  {
    id: "a",
    title: { en: "A connection", zh: "一条连接" },
    about: {
      en: "TCP, from the first call to the last packet.",
      zh: "TCP：从第一次调用到最后一个包。",
    },
    lessons: [
      {
        slug: "01-what-is-a-socket",
        title: { en: "What a socket is", zh: "套接字是什么" },
        summary: {
          en: "One end of a conversation, held by a number: addresses, families, types, and a telephone.",
          zh: "握在程序手里的通信一端，其实是一个编号：地址、地址族、类型，外加一部电话。",
        },
        minutes: 12,
      },
      {
        slug: "02-tcp-client",
        title: { en: "The TCP client flow", zh: "TCP 客户端流程" },
        summary: {
          en: "Five calls take a Chinese greeting to a server and its answer back.",
          zh: "五次调用，把一句问候送到服务器，再把回答带回来。",
        },
        minutes: 10,
      },
      {
        slug: "03-tcp-server",
        title: { en: "The TCP server flow", zh: "TCP 服务器流程" },
        summary: {
          en: "Seven calls, two sockets: one that only waits, and one for each client.",
          zh: "七次调用，两种套接字：一个只管等，另一个专门服务一位客户。",
        },
        minutes: 12,
      },
      {
        slug: "04-handshake-and-goodbye",
        title: { en: "Handshake and goodbye", zh: "握手与告别" },
        summary: {
          en: "Let the packets through one at a time and watch the states that the kernel keeps.",
          zh: "把包一个一个放行，看内核里的状态怎样变化。",
        },
        minutes: 18,
      },
      {
        slug: "05-eight-rules",
        title: { en: "Eight rules", zh: "八条规则" },
        summary: {
          en: "Eight small experiments with bind, listen, accept and close, each predicted first.",
          zh: "围绕 bind、listen、accept、close 的八个小实验，先猜，再跑。",
        },
        minutes: 20,
      },
      {
        slug: "06-talking-in-a-loop",
        title: { en: "Talking in a loop", zh: "循环对话" },
        summary: {
          en: "From one message to many, from one client to the next, and how a loop knows its end.",
          zh: "从一句到多句，从一位客户到下一位，以及循环怎么知道该停了。",
        },
        minutes: 15,
      },
      {
        slug: "07-bytes-and-text",
        title: { en: "Bytes and text", zh: "字节与文字" },
        summary: {
          en: "UTF-8 and GBK byte by byte, and a character that arrives in two halves.",
          zh: "逐字节看 UTF-8 和 GBK，以及一个被切成两半送来的汉字。",
        },
        minutes: 14,
      },
    ],
  },
  {
    id: "b",
    title: { en: "Datagrams", zh: "数据报" },
    about: {
      en: "UDP: no connection, no promise, one message at a time.",
      zh: "UDP：没有连接，没有承诺，一次一条消息。",
    },
    lessons: [
      {
        slug: "08-udp-celsius",
        title: { en: "Celsius over UDP", zh: "用 UDP 换算温度" },
        summary: {
          en: "A converter that nobody connects to: each datagram is a question with an address on it.",
          zh: "没有人与它建立连接的换算服务：每个数据报都是一个写着回信地址的问题。",
        },
        minutes: 14,
      },
      {
        slug: "09-udp-loses-and-reorders",
        title: { en: "UDP loses and reorders", zh: "UDP 会丢、会乱序" },
        summary: {
          en: "Thirty packets in a hundred never arrive. Timeouts, retries and numbers mend it.",
          zh: "一百个包丢掉三十个：用超时、重试和编号把它补好。",
        },
        minutes: 18,
      },
      {
        slug: "10-broadcast",
        title: { en: "Broadcast", zh: "广播" },
        summary: {
          en: "One question to everybody on the network, and who answers.",
          zh: "对全网问一句话，看谁会回答。",
        },
        minutes: 10,
      },
    ],
  },
  {
    id: "c",
    title: { en: "A stream has no messages", zh: "流里没有消息" },
    about: {
      en: "Bytes come in order and come without edges. Draw the edges yourself.",
      zh: "字节按顺序到达，却没有边界。边界要自己画。",
    },
    lessons: [
      {
        slug: "11-send-and-recv",
        title: { en: "What send and recv really do", zh: "send 和 recv 究竟做了什么" },
        summary: {
          en: "Two buffers and a window: why send takes less than you gave it, and when it blocks.",
          zh: "两个缓冲区和一个窗口：send 为什么收不完你给的数据，又在什么时候停住。",
        },
        minutes: 16,
      },
      {
        slug: "12-sticky-packets",
        title: { en: "Sticky packets", zh: "粘包" },
        summary: {
          en: "Two sends arrive as one recv, one send as many. Three cures compared.",
          zh: "两次 send 变成一次 recv，一次 send 变成许多次。三种解法放在一起比。",
        },
        minutes: 18,
      },
      {
        slug: "13-file-upload",
        title: { en: "Uploading a file, and resuming", zh: "上传文件与断点续传" },
        summary: {
          en: "Size first, then the bytes; cut the wire in the middle, and go on from there.",
          zh: "先说大小，再传内容；中途剪断网线，再从断点接上。",
        },
        minutes: 22,
      },
      {
        slug: "14-remote-command",
        title: { en: "A command, far away", zh: "远程命令" },
        summary: {
          en: "Send a command, get back output of any length, and never silence.",
          zh: "发出一条命令，收回任意长度的输出，出错也不沉默。",
        },
        minutes: 18,
      },
    ],
  },
  {
    id: "d",
    title: { en: "Many at once", zh: "同时服务多人" },
    about: {
      en: "Threads, select, poll, epoll, and the loop that Node is built on.",
      zh: "线程、select、poll、epoll，以及 Node 底下的那个循环。",
    },
    lessons: [
      {
        slug: "15-blocking-and-timeouts",
        title: { en: "Blocking and timeouts", zh: "阻塞与超时" },
        summary: {
          en: "Which calls wait, how to limit the wait, and a port scanner that uses it.",
          zh: "哪些调用会等，怎样限制等待，再写一个用上它的端口扫描器。",
        },
        minutes: 16,
      },
      {
        slug: "16-chat-with-threads",
        title: { en: "Chat, with two threads", zh: "用两个线程聊天" },
        summary: {
          en: "One thread reads the socket, one the keyboard, and both ends may leave.",
          zh: "一个线程读套接字，一个线程读键盘，哪一边都可以先走。",
        },
        minutes: 16,
      },
      {
        slug: "17-one-thread-per-client",
        title: { en: "One thread for each client", zh: "每位客户一个线程" },
        summary: {
          en: "The second client waits in the accept queue until a thread takes it.",
          zh: "第二位客户在 accept 队列里干等，直到有线程接待它。",
        },
        minutes: 14,
      },
      {
        slug: "18-socketserver",
        title: { en: "socketserver", zh: "socketserver" },
        summary: {
          en: "Step from a client's arrival to your handler and see who calls whom.",
          zh: "从客户到来一步步走进你的处理函数，看清谁调用了谁。",
        },
        minutes: 14,
      },
      {
        slug: "19-select",
        title: { en: "select: one thread, many sockets", zh: "select：一个线程，许多套接字" },
        summary: {
          en: "Ask the kernel which sockets are ready, and wait for none of them alone.",
          zh: "问内核哪些套接字准备好了，不为任何一个单独等待。",
        },
        minutes: 20,
      },
      {
        slug: "20-poll-and-epoll",
        title: { en: "poll and epoll", zh: "poll 与 epoll" },
        summary: {
          en: "Past 1,024 descriptors: interest registered once, and two kinds of trigger.",
          zh: "越过 1024 个描述符：只登记一次，以及两种触发方式。",
        },
        minutes: 20,
      },
      {
        slug: "21-the-event-loop",
        title: { en: "The event loop", zh: "事件循环" },
        summary: {
          en: "The same server in Node, and the calls that Node makes for you.",
          zh: "用 Node 重写同一个服务器，看它替你做了哪些调用。",
        },
        minutes: 15,
      },
    ],
  },
  {
    id: "e",
    title: { en: "Options and families", zh: "选项与地址族" },
    about: {
      en: "The switches on a socket, and sockets that are not IPv4.",
      zh: "套接字上的开关，以及 IPv4 以外的套接字。",
    },
    lessons: [
      {
        slug: "22-socket-options",
        title: { en: "Socket options", zh: "套接字选项" },
        summary: {
          en: "What each switch takes, and an experiment that shows what it does.",
          zh: "每个开关取什么值，各配一个看得见效果的实验。",
        },
        minutes: 20,
      },
      {
        slug: "23-names-and-files",
        title: { en: "Names and files", zh: "名字与文件" },
        summary: {
          en: "Who am I, who are you, and a socket read line by line like a file.",
          zh: "我是谁，你是谁；把套接字当文件一行行地读。",
        },
        minutes: 12,
      },
      {
        slug: "24-unix-and-ipv6",
        title: { en: "Unix sockets and IPv6", zh: "Unix 套接字与 IPv6" },
        summary: {
          en: "Conversations that never touch the wire, and addresses four times as long.",
          zh: "从不上网线的对话，和长了四倍的地址。",
        },
        minutes: 16,
      },
      {
        slug: "25-raw-sockets",
        title: { en: "Raw sockets", zh: "原始套接字" },
        summary: {
          en: "Below TCP: build an ICMP echo by hand, checksum and all, and time the reply.",
          zh: "到 TCP 下面去：亲手拼一个 ICMP 回显请求，连校验和一起，再给回复计时。",
        },
        minutes: 18,
      },
    ],
  },
  {
    id: "f",
    title: { en: "Build something", zh: "做点东西" },
    about: {
      en: "Four programs that use all of it.",
      zh: "四个把前面全用上的程序。",
    },
    lessons: [
      {
        slug: "26-http-by-hand",
        title: { en: "HTTP by hand", zh: "手写 HTTP" },
        summary: {
          en: "It is only text over TCP: answer a real browser with a few lines.",
          zh: "不过是 TCP 上的文字：用几行代码回应真正的浏览器。",
        },
        minutes: 20,
      },
      {
        slug: "27-static-web-server",
        title: { en: "A static web server", zh: "静态网站服务器" },
        summary: {
          en: "Files by path, types, 404, and no way out of the web root.",
          zh: "按路径给文件、给类型、给 404，而且谁也走不出网站根目录。",
        },
        minutes: 25,
      },
      {
        slug: "28-ftp",
        title: { en: "A file server with accounts", zh: "带账号的文件服务器" },
        summary: {
          en: "Log in, list, upload, download, resume, and keep users apart.",
          zh: "登录、列目录、上传、下载、续传，用户之间互不可见。",
        },
        minutes: 35,
      },
      {
        slug: "29-chat-room",
        title: { en: "A chat room", zh: "聊天室" },
        summary: {
          en: "Everyone hears everyone and nobody waits for the slow one. Your choice of tools.",
          zh: "人人听得到人人，谁也不用等慢的那位。工具任选。",
        },
        minutes: 35,
      },
    ],
  },
];
