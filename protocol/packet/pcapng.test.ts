import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { segment, specimens } from "./build-frame.ts";
import { decodePacket } from "./decode-packet.ts";
import { type Capture, writePcapng } from "./pcapng.ts";
import { type SegmentFacts, TcpConnections } from "./tcp-connections.ts";
import { tcpStory } from "./tcp-story.ts";

/** The real tshark judges: what it reads without complaint, and what it finds in the fields that we found. */

const openedAt = Date.UTC(2026, 0, 2, 3, 4, 5);

function tshark(
  capture: Capture,
  fields: readonly string[],
  more: readonly string[] = [],
): Record<string, string>[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pcapng-"));
  try {
    const file = path.join(folder, "lab.pcapng");
    fs.writeFileSync(file, writePcapng(capture));
    const out = execFileSync(
      "tshark",
      [
        ...[
          "-r",
          file,
          "-n",
          "-T",
          "fields",
          "-E",
          "separator=|",
          "-E",
          "aggregator=;",
          "-E",
          "occurrence=a",
        ],
        ...["-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"],
        // Fragments are told one by one, as they are on the wire.
        ...["-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"],
        ...more,
        ...fields.flatMap((field) => ["-e", field]),
      ],
      { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    return out
      .split("\n")
      .slice(0, -1)
      .map((line) => Object.fromEntries(line.split("|").map((value, i) => [fields[i] ?? "", value])));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** What tshark says on stderr, and whether it could read the file at all. */
function complaints(capture: Capture): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pcapng-"));
  try {
    const file = path.join(folder, "lab.pcapng");
    fs.writeFileSync(file, writePcapng(capture));
    const script = 'tshark -n -r "$0" -V 2>&1 >/dev/null';
    // As root tshark says that it is dangerous; that is no complaint about the file.
    return execFileSync("sh", ["-c", script, file], { encoding: "utf8" }).replace(
      /^Running as user .*\n/m,
      "",
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const names = Object.keys(specimens);
const capture: Capture = {
  interfaces: ["wire", "lo"],
  openedAt,
  resolution: "ns",
  application: "Socket Playground",
  frames: Object.values(specimens).map((bytes, i) => ({
    at: i * 1000.25,
    interface: i % 2,
    bytes,
    length: bytes.length,
    comments: i === 0 ? ["client.ts:12 sendall", "第二行"] : [],
  })),
};

test("tshark reads the file without complaint: interfaces, times, comments, lengths", () => {
  expect(complaints(capture)).toBe("");
  const rows = tshark(capture, [
    "frame.interface_name",
    "frame.time_epoch",
    "frame.comment",
    "frame.len",
    "frame.cap_len",
  ]);
  expect(rows).toHaveLength(names.length);
  rows.forEach((row, i) => {
    expect(row["frame.interface_name"]).toBe(i % 2 === 0 ? "wire" : "lo");
    expect(Number(row["frame.len"])).toBe(Object.values(specimens)[i]?.length);
  });
  expect(rows[0]?.["frame.comment"]).toBe("client.ts:12 sendall;第二行");
  expect(rows[0]?.["frame.time_epoch"]).toBe(`${openedAt / 1000}.000000000`);
  expect(rows[3]?.["frame.time_epoch"]).toBe(`${openedAt / 1000}.003000750`);
});

test("a frame cut short keeps its whole length, in microseconds too; a comment may be far too long", () => {
  const cut: Capture = {
    ...capture,
    resolution: "us",
    frames: [
      {
        at: 1_500_000,
        interface: 0,
        bytes: new Uint8Array(60),
        length: 1514,
        comments: ["字".repeat(40_000)],
      },
    ],
  };
  expect(complaints(cut)).toBe("");
  const [row] = tshark(cut, ["frame.len", "frame.cap_len", "frame.time_epoch", "frame.comment"]);
  expect(row).toMatchObject({ "frame.len": "1514", "frame.cap_len": "60" });
  expect(row?.["frame.time_epoch"]).toBe(`${openedAt / 1000 + 1}.500000000`);
  expect(row?.["frame.comment"]).toMatch(/^字+$/);
});

test("an empty capture is a file too", () => {
  expect(complaints({ ...capture, frames: [] })).toBe("");
});

describe("what tshark finds in a packet is what the decoder finds", () => {
  const fields = [
    "eth.src",
    "eth.dst",
    "arp.opcode",
    "arp.src.proto_ipv4",
    "arp.dst.proto_ipv4",
    "ip.src",
    "ip.dst",
    "ip.ttl",
    "ip.id",
    "ip.proto",
    "ip.len",
    "ip.dsfield.dscp",
    "ip.dsfield.ecn",
    "ip.frag_offset",
    "ip.checksum.status",
    "ipv6.src",
    "ipv6.dst",
    "ipv6.hlim",
    "ipv6.plen",
    "ipv6.flow",
    "tcp.srcport",
    "tcp.dstport",
    "tcp.seq_raw",
    "tcp.ack_raw",
    "tcp.hdr_len",
    "tcp.len",
    "tcp.flags",
    "tcp.window_size_value",
    "tcp.urgent_pointer",
    "tcp.checksum.status",
    "tcp.options.mss_val",
    "tcp.options.wscale.shift",
    "tcp.options.timestamp.tsval",
    "tcp.options.sack_le",
    "tcp.options.sack_re",
    "udp.srcport",
    "udp.dstport",
    "udp.length",
    "udp.checksum.status",
    "icmp.type",
    "icmp.code",
    "icmp.seq",
    "icmp.mtu",
    "icmp.checksum.status",
    "icmpv6.type",
    "icmpv6.code",
    "icmpv6.checksum.status",
    "icmpv6.nd.ns.target_address",
  ];
  const rows = tshark(capture, fields, ["-o", "tcp.relative_sequence_numbers:FALSE"]);
  /** Wireshark says 1 for good, 0 for bad, and 2 or 3 where it could not or did not verify. */
  const status = { ok: "1", bad: "0", offloaded: "", absent: "3", unknown: "2" } as const;

  test.each(names.map((name, i) => [name, i] as const))("%s", (name, i) => {
    const row = rows[i] ?? {};
    const { ethernet, arp, ip, tcp, udp, icmp } = decodePacket(specimens[name] ?? new Uint8Array(0));
    /** tshark goes on into quoted packets: the first value is the outer one. */
    const first = (field: string) => row[field]?.split(";")[0] ?? "";
    const expectField = (field: string, value: number | string | undefined) =>
      expect([field, first(field)]).toEqual([field, String(value ?? "")]);
    expectField("eth.src", ethernet?.source);
    expectField("eth.dst", ethernet?.destination);
    expectField("arp.opcode", arp?.operation);
    expectField("arp.src.proto_ipv4", arp?.senderProtocol);
    expectField("arp.dst.proto_ipv4", arp?.targetProtocol);
    if (ip?.layer === "ipv4") {
      expectField("ip.src", ip.source);
      expectField("ip.dst", ip.destination);
      expectField("ip.ttl", ip.ttl);
      expectField("ip.id", `0x${ip.identification.toString(16).padStart(4, "0")}`);
      expectField("ip.proto", ip.protocol);
      expectField("ip.len", ip.totalLength);
      expectField("ip.dsfield.dscp", ip.dscp);
      expectField("ip.dsfield.ecn", ip.ecn);
      // In units of eight bytes, as in the header; newer ones tell bytes.
      expect([ip.fragmentOffset, ip.fragmentOffset / 8]).toContain(Number(first("ip.frag_offset")));
      expectField("ip.checksum.status", status[ip.checksum.state]);
    } else if (ip?.layer === "ipv6") {
      expectField("ipv6.src", ip.source);
      expectField("ipv6.dst", ip.destination);
      expectField("ipv6.hlim", ip.hopLimit);
      expectField("ipv6.plen", ip.payloadLength);
      expectField("ipv6.flow", `0x${ip.flowLabel.toString(16).padStart(6, "0")}`);
    }
    if (tcp !== null) {
      expectField("tcp.srcport", tcp.sourcePort);
      expectField("tcp.dstport", tcp.destinationPort);
      expectField("tcp.seq_raw", tcp.sequence);
      expectField("tcp.ack_raw", tcp.acknowledgment);
      expectField("tcp.hdr_len", tcp.headerLength);
      expectField("tcp.len", tcp.payloadLength);
      expectField("tcp.window_size_value", tcp.window);
      expectField("tcp.urgent_pointer", tcp.urgentPointer);
      expectField("tcp.checksum.status", status[tcp.checksum.state]);
      const { cwr, ece, urg, ack, psh, rst, syn, fin } = tcp.flags;
      const bits = [cwr, ece, urg, ack, psh, rst, syn, fin].map((on) => (on ? "1" : "0")).join("");
      expect(Number(first("tcp.flags"))).toBe(Number.parseInt(bits, 2));
      const option = (wanted: string) => tcp.options.find((each) => each.name === wanted)?.values ?? [];
      expectField("tcp.options.mss_val", option("mss")[0]);
      expectField("tcp.options.wscale.shift", option("window-scale")[0]);
      expectField("tcp.options.timestamp.tsval", option("timestamps")[0]);
      expect(row["tcp.options.sack_le"]).toBe(
        option("sack")
          .filter((_, n) => n % 2 === 0)
          .join(";"),
      );
      expect(row["tcp.options.sack_re"]).toBe(
        option("sack")
          .filter((_, n) => n % 2 === 1)
          .join(";"),
      );
    }
    if (udp !== null) {
      expectField("udp.srcport", udp.sourcePort);
      expectField("udp.dstport", udp.destinationPort);
      expectField("udp.length", udp.length);
      expectField("udp.checksum.status", status[udp.checksum.state]);
    }
    if (icmp !== null) {
      const version = icmp.layer;
      expectField(`${version}.type`, icmp.type);
      expectField(`${version}.code`, icmp.code);
      expectField(`${version}.checksum.status`, status[icmp.checksum.state]);
      if (icmp.layer === "icmp") {
        expectField("icmp.seq", icmp.sequence);
        expectField("icmp.mtu", icmp.mtu);
      } else if (icmp.type === 135) expectField("icmpv6.nd.ns.target_address", icmp.target);
    }
  });
});

test("tshark follows the same connections: relative numbers, and the marks that both have names for", () => {
  const frames = tcpStory();
  const story: Capture = {
    ...capture,
    frames: frames.map((options, i) => {
      const bytes = segment(options);
      return { at: i * 250_000, interface: 0, bytes, length: bytes.length, comments: [] };
    }),
  };
  expect(complaints(story)).toBe("");
  const analysis = {
    "tcp.analysis.retransmission": ["retransmission", "fast-retransmission", "spurious-retransmission"],
    "tcp.analysis.duplicate_ack": ["duplicate-ack"],
    // Linux asks about a closed window as it asks whether anybody is there, and Wireshark calls both by one name.
    "tcp.analysis.keep_alive": ["keep-alive", "zero-window-probe"],
    "tcp.analysis.keep_alive_ack": ["keep-alive-ack"],
    "tcp.analysis.zero_window": ["zero-window"],
    "tcp.analysis.window_update": ["window-update"],
    "tcp.analysis.lost_segment": ["gap"],
  } as const;
  const rows = tshark(story, [
    "tcp.stream",
    "tcp.seq",
    "tcp.ack",
    "tcp.len",
    "tcp.window_size",
    ...Object.keys(analysis),
  ]);
  const connections = new TcpConnections();
  const facts: (SegmentFacts | null)[] = story.frames.map(({ bytes }, i) =>
    connections.follow(i, "wire", decodePacket(bytes)),
  );
  facts.forEach((each, i) => {
    const row = rows[i] ?? {};
    const ours = {
      frame: i,
      stream: (each?.connection ?? 0) - 1,
      seq: each?.seq,
      ack: each?.ack,
      window: each?.window,
    };
    expect(ours).toEqual({
      frame: i,
      stream: Number(row["tcp.stream"]),
      seq: Number(row["tcp.seq"]),
      ack: (frames[i]?.flags ?? []).includes("ack") ? Number(row["tcp.ack"]) : null,
      window: Number(row["tcp.window_size"]),
    });
    for (const [field, marks] of Object.entries(analysis)) {
      const marked = each?.marks.some((mark) => (marks as readonly string[]).includes(mark));
      expect([i, field, marked]).toEqual([i, field, row[field] !== ""]);
    }
  });
});
