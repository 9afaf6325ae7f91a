import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ascii, fromHex, segment, specimens } from "./build-frame.ts";
import { decodePacket } from "./decode-packet.ts";
import { fieldKeys, packetFields } from "./packet-fields.ts";
import { packetSummary } from "./packet-summary.ts";

const names = Object.keys(specimens);
const specimen = (name: string): Uint8Array => specimens[name] ?? new Uint8Array(0);
const decode = (name: string) => decodePacket(specimen(name));

describe("headers", () => {
  test("a SYN with its options", () => {
    const { tcp, ip, problem, payload } = decode("syn");
    expect(problem).toBeNull();
    expect(payload).toBeNull();
    expect(ip).toMatchObject({ source: "10.0.0.2", destination: "10.0.0.1", dontFragment: true, ttl: 64 });
    expect(tcp).toMatchObject({
      sourcePort: 40000,
      destinationPort: 8080,
      sequence: 0xfffffff0,
      payloadLength: 0,
      flags: { syn: true, ack: false },
    });
    expect(tcp?.options.map(({ name, values }) => [name, ...values])).toEqual([
      ["mss", 1460],
      ["sack-permitted"],
      ["timestamps", 123456, 0],
      ["nop"],
      ["window-scale", 7],
    ]);
  });

  test("selective acknowledgments are pairs of edges", () => {
    expect(decode("sack").tcp?.options.at(-1)?.values).toEqual([100, 200, 300, 400]);
  });

  test("data keeps its place, in an odd number of bytes too", () => {
    const { payload, tcp } = decode("oddData");
    expect(payload).toMatchObject({ of: "application", length: 3 });
    expect(specimen("oddData").subarray(payload?.start, payload?.end)).toEqual(ascii("odd"));
    expect(tcp?.checksum.state).toBe("ok");
  });

  test("fragments: the first has the header, the others only bytes", () => {
    expect(decode("firstFragment").udp).toMatchObject({ length: 88, checksum: { state: "unknown" } });
    expect(decode("firstFragment").problem).toBeNull();
    expect(decode("laterFragment")).toMatchObject({ udp: null, payload: { of: "fragment", length: 40 } });
    expect(decode("fragment6").udp).toMatchObject({ length: 88 });
    expect(decode("laterFragment6")).toMatchObject({ udp: null, payload: { of: "fragment", length: 40 } });
  });

  test("an ICMP error tells which packet it speaks of", () => {
    expect(decode("portUnreachable").icmp).toMatchObject({
      name: "port unreachable",
      quoted: {
        source: "10.0.0.2",
        destination: "10.0.0.1",
        protocol: 17,
        sourcePort: 5000,
        destinationPort: 9,
      },
    });
    expect(decode("fragmentationNeeded").icmp?.mtu).toBe(1400);
    expect(decode("packetTooBig").icmp).toMatchObject({ mtu: 1280, quoted: { protocol: 17 } });
  });

  test("neighbour discovery and extension headers", () => {
    expect(decode("solicitation").icmp).toMatchObject({
      target: "fe80::1",
      options: [{ name: "source-link-address", values: ["02:00:00:00:00:02"] }],
    });
    const { layers, icmp } = decode("hopByHop");
    expect(layers.map(({ layer }) => layer)).toEqual([
      "ethernet",
      "ipv6",
      "ipv6-extension",
      "icmpv6",
      "payload",
    ]);
    expect(icmp?.checksum.state).toBe("ok");
    expect(decode("udp6").ip?.source).toBe("2001:db8::1:0:0:2");
  });
});

describe("checksums", () => {
  test("every whole specimen adds up", () => {
    for (const name of names) {
      const { tcp, udp, icmp, ip } = decode(name);
      for (const part of [tcp, udp, icmp]) if (part) expect([name, part.checksum.state]).not.toContain("bad");
      if (ip?.layer === "ipv4") expect([name, ip.checksum.state]).toEqual([name, "ok"]);
    }
  });

  test("one flipped bit is found, and the right sum is told", () => {
    fc.assert(
      fc.property(fc.constantFrom("data", "udp", "echoRequest", "echo6", "udp6"), fc.nat(), (name, pick) => {
        const whole = decode(name);
        const part = whole.tcp ?? whole.udp ?? whole.icmp;
        const bytes = Uint8Array.from(specimen(name));
        const start = whole.payload?.start ?? 0;
        const bit = pick % ((bytes.length - start) * 8);
        bytes[start + (bit >> 3)] = (bytes[start + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
        const damaged = decodePacket(bytes);
        const sum = (damaged.tcp ?? damaged.udp ?? damaged.icmp)?.checksum;
        expect(sum?.state).toBe("bad");
        expect(sum?.value).toBe(part?.checksum.value);
        const at = damaged.tcp ? 16 : damaged.udp ? 6 : 2;
        const header = (damaged.tcp ?? damaged.udp ?? damaged.icmp)?.start ?? 0;
        new DataView(bytes.buffer).setUint16(header + at, sum?.expected ?? 0);
        const mended = decodePacket(bytes);
        expect((mended.tcp ?? mended.udp ?? mended.icmp)?.checksum.state).toBe("ok");
      }),
    );
  });

  test("left to a card, absent, or cut off, a checksum is not called wrong", () => {
    const offloaded = Uint8Array.from(specimen("data"));
    // What Linux leaves on loopback: the pseudo header's sum, not inverted.
    const length = offloaded.length - 34;
    const sum = 0x0a00 + 2 + 0x0a00 + 1 + 6 + length;
    new DataView(offloaded.buffer).setUint16(50, sum);
    expect(decodePacket(offloaded).tcp?.checksum.state).toBe("offloaded");
    const absent = Uint8Array.from(specimen("udp"));
    new DataView(absent.buffer).setUint16(40, 0);
    expect(decodePacket(absent).udp?.checksum.state).toBe("absent");
    const { tcp } = decodePacket(specimen("data").subarray(0, 60), specimen("data").length);
    expect(tcp?.checksum.state).toBe("unknown");
    expect(tcp?.payloadLength).toBe(13);
  });
});

describe("frames that lie or end early", () => {
  test("lengths that contradict the frame are a problem, not an error", () => {
    const long = Uint8Array.from(specimen("udp"));
    new DataView(long.buffer).setUint16(16, 900);
    expect(decodePacket(long).problem).toMatchObject({ layer: "ipv4", why: "bad-length" });
    const short = Uint8Array.from(specimen("syn"));
    short[46] = 0x10;
    expect(decodePacket(short).problem).toMatchObject({ layer: "tcp", why: "bad-length" });
    const version = Uint8Array.from(specimen("syn"));
    version[14] = 0x55;
    expect(decodePacket(version).problem).toMatchObject({ layer: "ipv4", why: "bad-version" });
    expect(decodePacket(specimen("syn").subarray(0, 40), 74).problem).toMatchObject({
      layer: "tcp",
      why: "truncated",
    });
    expect(decodePacket(new Uint8Array(5)).problem).toMatchObject({ layer: "ethernet", why: "bad-length" });
  });

  test("padding after the packet is not its data", () => {
    const padded = new Uint8Array(60);
    padded.set(segment({ seq: 1, flags: ["ack"] }));
    expect(decodePacket(padded)).toMatchObject({ payload: null, problem: null, tcp: { payloadLength: 0 } });
  });

  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.nat(300),
      )
      .map(([name, changes, cut]) => {
        const bytes = Uint8Array.from(specimen(name));
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes.subarray(0, Math.min(cut, bytes.length));
      }),
    fc
      .tuple(fc.constantFrom(0x0800, 0x0806, 0x86dd), fc.uint8Array({ maxLength: 120 }))
      .map(([type, rest]) => Uint8Array.from([...new Uint8Array(12), type >> 8, type & 255, ...rest])),
  );

  test("no bytes make it throw, and whatever it says lies within the frame", () => {
    fc.assert(
      fc.property(
        anything,
        fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -5, max: 70_000 })),
        (bytes, length) => {
          const packet = decodePacket(bytes, length);
          expect(packet.length).toBeGreaterThanOrEqual(packet.captured);
          for (const layer of packet.layers) {
            expect(layer.start).toBeGreaterThanOrEqual(0);
            expect(layer.end).toBeGreaterThanOrEqual(layer.start);
          }
          let last = 0;
          for (const field of packetFields(packet)) {
            expect(field.byteStart).toBeGreaterThanOrEqual(0);
            expect(field.byteEnd).toBeGreaterThan(field.byteStart);
            expect(field.byteEnd).toBeLessThanOrEqual(bytes.length);
            expect(field.bitOffset).toBeGreaterThanOrEqual(last);
            last = field.bitOffset;
          }
          expect(packetSummary(packet).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe("fields", () => {
  test("of a whole header they cover every bit once, in order", () => {
    for (const name of names) {
      const packet = decode(name);
      let next = 0;
      for (const field of packetFields(packet)) {
        // Bits between fields: IPv6 fragment headers and neighbour discovery have reserved ones that nobody explains.
        const reserved =
          field.key.startsWith("ipv6-extension") || field.layer === "icmpv6" || field.layer === "icmp";
        if (!reserved && field.layer !== "payload")
          expect([name, field.key, field.bitOffset]).toEqual([name, field.key, next]);
        expect(fieldKeys).toContain(field.key);
        next = field.bitOffset + field.bitLength;
      }
    }
  });

  test("each says what stands in its own bits", () => {
    const bytes = specimen("everyFlag");
    for (const field of packetFields(decodePacket(bytes))) {
      if (field.bitLength > 32) continue;
      let value = 0n;
      for (let bit = field.bitOffset; bit < field.bitOffset + field.bitLength; bit++)
        value = (value << 1n) | BigInt(((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
      const unit = field.key.endsWith("headerLength") ? 4 : 1;
      if (typeof field.value === "number")
        expect([field.key, Number(value) * unit]).toEqual([field.key, field.value]);
      if (typeof field.value === "boolean")
        expect([field.key, value === 1n]).toEqual([field.key, field.value]);
    }
  });

  test("a checksum's field tells how it came out", () => {
    const field = packetFields(decode("data")).find(({ key }) => key === "tcp.checksum");
    expect(field?.checksum).toMatchObject({ state: "ok" });
  });
});

test("one line for each kind", () => {
  expect(names.map((name) => `${name}: ${packetSummary(decode(name))}`)).toMatchInlineSnapshot(`
    [
      "arpRequest: ARP who has 10.0.0.1? tell 10.0.0.2",
      "arpReply: ARP 10.0.0.1 is at 02:00:00:00:00:01",
      "syn: TCP 40000 → 8080 [SYN] seq=4294967280 win=64240 len=0 mss=1460 ws=7",
      "synAck: TCP 8080 → 40000 [SYN ACK] seq=77 ack=4294967281 win=64240 len=0 mss=1460",
      "data: TCP 40000 → 8080 [PSH ACK] seq=1 ack=1 win=64240 len=13",
      "oddData: TCP 40000 → 8080 [ACK] seq=1 ack=1 win=64240 len=3",
      "sack: TCP 40000 → 8080 [ACK] seq=1 ack=1 win=64240 len=0 sack=2",
      "everyFlag: TCP 40000 → 8080 [SYN FIN RST PSH ACK URG ECE CWR] seq=9 ack=8 win=0 len=0",
      "ipOptions: TCP 40000 → 8080 [ACK] seq=1 ack=0 win=64240 len=0",
      "udp: UDP 5000 → 4303 len=2",
      "udpEmpty: UDP 5000 → 4303 len=0",
      "firstFragment: UDP 5000 → 4303 len=40",
      "laterFragment: IPv4 fragment at 48 len=40",
      "echoRequest: ICMP echo request id=4660 seq=7",
      "echoReply: ICMP echo reply id=4660 seq=7",
      "portUnreachable: ICMP port unreachable for UDP to 10.0.0.1:9",
      "fragmentationNeeded: ICMP fragmentation needed mtu=1400 for UDP to 10.0.0.1:9",
      "udp6: UDP 5000 → 4303 len=3",
      "tcp6: TCP 40000 → 8080 [SYN] seq=5 win=64240 len=0",
      "echo6: ICMPv6 echo request id=4660 seq=7",
      "solicitation: ICMPv6 neighbor solicitation fe80::1",
      "advertisement: ICMPv6 neighbor advertisement fe80::1",
      "packetTooBig: ICMPv6 packet too big mtu=1280 for UDP to fe80::1:2",
      "hopByHop: ICMPv6 multicast listener report v2",
      "fragment6: UDP 5000 → 4303 len=40",
      "laterFragment6: IPv6 fragment at 48 len=40",
    ]
  `);
});

test("an Ethernet frame of an unknown kind is shown as one", () => {
  const packet = decodePacket(fromHex("020000000001 020000000002 88cc 01020304"));
  expect(packet).toMatchObject({ payload: { of: "unknown", length: 4 }, problem: null });
  expect(packetSummary(packet)).toBe("Ethernet 0x88cc len=18");
});
