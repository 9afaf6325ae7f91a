import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Desk } from "./desk.ts";
import { readings } from "./readings.ts";
import { picture } from "./site.ts";

/** Each instrument in the playground, on real runs: what a hand does to the wire and to a server, and what is seen. */
const { reading } = readings();

/** Starts the playground's own TCP server and has the assistant connect to it. */
async function serverWithAssistant(desk: Desk, page: Page): Promise<void> {
  await desk.run();
  await desk.reads("listening on port 8989");
  await desk.instrument("Peer");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "What to send" }).fill(text);
  await page.getByRole("button", { name: /^Send/ }).first().click();
}

const log = (page: Page) => page.getByRole("list", { name: "Log" });

reading("a held wire is walked frame by frame: release, drop, alter", "/en/play", async (desk, page) => {
  await desk.run();
  await desk.reads("listening on port 8989");
  await desk.instrument("Wire");
  await page.getByRole("button", { name: "Hold" }).click();
  await page.getByText("every frame waits for your hand").waitFor();
  await desk.instrument("Peer");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await desk.instrument("Wire");

  // The client's SYN stands at the wire, and the server still waits.
  const release = page.getByRole("button", { name: /^Release: Frame \d+, lab to you.*\[SYN\]/ }).first();
  await release.waitFor();
  expect(await desk.terminals()).not.toContain("came");
  await page
    .getByRole("button", { name: /^Alter.*: Frame.*\[SYN\]/ })
    .first()
    .click();
  const bytes = page.getByRole("textbox", { name: "The frame's bytes in hex" });
  expect(await bytes.inputValue()).toMatch(/^([0-9a-f]{2} ?\n?)+$/);
  await bytes.fill("00 0");
  await page.getByText("A frame has at least 14 bytes").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await picture(page, "instrument-hold");
  await release.click();
  await page
    .getByRole("button", { name: /^Release: Frame \d+, you to lab.*\[SYN ACK\]/ })
    .first()
    .waitFor();
  // Off again: what waits goes on by itself, and the handshake ends.
  await page.getByRole("button", { name: "Hold" }).click();
  await desk.reads(/10\.0\.0\.1:\d+ came/);
});

reading(
  "of a flood behind a held wire the first frames are drawn, and how many more wait is said",
  "/en/play",
  async (desk, page) => {
    // The first datagram is answered, so that both hosts know each other's cards before the wire holds.
    await desk.write(`import { AF_INET, encode, input, print, SOCK_DGRAM, Socket } from "sockets";
const socket = new Socket(AF_INET, SOCK_DGRAM);
socket.connect(["10.0.0.1", 7]);
socket.send(encode("first"));
print(socket.recv(10).toString());
input();
for (let n = 0; n < 100; n++) socket.send(encode("number " + n));
print("all sent");
`);
    await desk.run();
    await desk.reads("first");
    await desk.instrument("Wire");
    const wire = page.getByRole("region", { name: "Wire" });
    await wire.getByRole("button", { name: "Hold" }).click();
    await wire.getByRole("button", { name: "Hold", pressed: true }).waitFor();
    await desk.type("server.ts", "");
    await desk.reads("all sent");
    await wire.getByText(/^\d+ more wait behind these/).waitFor();
    expect(await wire.getByRole("button", { name: /^Release: / }).count()).toBe(60);
    await picture(page, "wire-flood");
  },
);

reading(
  "the keyboard alone sets the wire and lets a held frame go, and stays where the frame was",
  "/en/play",
  async (desk, page) => {
    await desk.write('import net from "node:net";\nnet.connect(7, "10.0.0.1");\n');
    await desk.instrument("Wire");
    const wire = page.getByRole("region", { name: "Wire" });
    const loss = wire.getByRole("slider", { name: "Loss" });
    await loss.press("ArrowRight");
    // As little as there is, though the slider's curve is flatter there.
    await expect.poll(() => loss.getAttribute("aria-valuetext")).toBe("0.1 %");
    await loss.press("ArrowRight");
    await expect.poll(() => loss.getAttribute("aria-valuetext")).toBe("0.2 %");
    await loss.press("Home");
    await expect.poll(() => loss.getAttribute("aria-valuetext")).toBe("0 %");

    await wire.getByRole("button", { name: "Hold" }).press("Enter");
    await wire.getByRole("button", { name: "Hold", pressed: true }).waitFor();
    await desk.run();
    const release = wire.getByRole("button", { name: /^Release: .*SYN/ }).first();
    await release.press("Enter");
    await wire.getByRole("button", { name: /^Release: .*SYN ACK/ }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("OL");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
      /^Release: /,
    );
  },
);

reading("a lossy wire says what it does, loses frames, and TCP mends it", "/en/play", async (desk, page) => {
  await serverWithAssistant(desk, page);
  await log(page).getByText("connected to").waitFor();
  await desk.instrument("Wire");
  await page.getByText("Bad day", { exact: true }).click();
  await page.getByText(/Both ways: 10 % of frames are lost/).waitFor();
  await desk.instrument("Peer");
  for (let n = 0; n < 12; n += 1) await say(page, `message ${n}`);
  await log(page)
    .getByText(/MESSAGE 11/)
    .waitFor({ timeout: 90_000 });
  await desk.instrument("Wire");
  await page.getByText("Perfect", { exact: true }).click();
  await page.getByText("The wire is perfect").waitFor();
  await page.getByText(/So far: \d+ delivered/).waitFor();
});

reading(
  "the socket tables show a listener's queue and the path of a connection",
  "/en/play",
  async (desk, page) => {
    await serverWithAssistant(desk, page);
    await log(page).getByText("connected to").waitFor();
    // The template serves one client at a time, so a second one waits in the accept queue.
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await desk.instrument("Sockets");
    const you = page.getByRole("region", { name: "you Sockets" });
    await you.getByRole("row").filter({ hasText: "LISTEN" }).getByText("1 of 128").waitFor();
    await you
      .getByRole("row")
      .filter({ hasText: "ESTABLISHED" })
      .first()
      .getByRole("button", { name: /ESTABLISHED/ })
      .click();
    const path = page.getByRole("img", { name: /States that this socket was seen in/ });
    expect(await path.getAttribute("aria-label")).toContain("ESTABLISHED");
    await picture(page, "instrument-sockets");
    // The other end is a peer's, and its owner leads to its calls by the name that it has everywhere.
    const lab = page.getByRole("region", { name: "lab Sockets" });
    const connections = lab.getByRole("row").filter({ hasText: "ESTABLISHED" });
    await connections
      .getByRole("button", { name: /^Peer by hand/ })
      .first()
      .click();
    await page.getByRole("tab", { name: "Timeline", selected: true }).waitFor();
    await desk.timelineShows(/lab · Peer by hand connect/);
    await desk.instrument("Sockets");
    await you
      .getByRole("row")
      .filter({ hasText: "LISTEN" })
      .getByRole("button", { name: /server\.ts/ })
      .click();
    await page.getByRole("tab", { name: "Timeline", selected: true }).waitFor();
  },
);

/** Asks the echo server on lab once. */
const asksOnce = `import { AF_INET, encode, print, SOCK_STREAM, Socket } from "sockets";
const client = new Socket(AF_INET, SOCK_STREAM);
client.connect(["10.0.0.1", 7]);
client.sendall(encode("packet by packet"));
print("back:", client.recv(100).toString());
client.close();
`;

/** Asks it again for each line that is typed. */
const asksByLine = `import { create_connection, encode, input, print } from "sockets";
const client = create_connection(["10.0.0.1", 7]);
for (;;) {
  client.sendall(encode(input("> ")));
  print("back:", client.recv(100).toString());
}
`;

const detail = (page: Page) => page.getByRole("region", { name: "Detail" });

/** Opens the row of the timeline's table that holds these words, and tells what its detail says. */
async function openRow(
  desk: Desk,
  page: Page,
  text: RegExp,
  which: "first" | "last" = "first",
): Promise<string> {
  await desk.timelineShows(text);
  const table = page.getByRole("table", { name: "Calls and packets in order" });
  await table.getByRole("row", { name: text })[which]().getByRole("button").click();
  await detail(page).waitFor();
  return (await detail(page).allInnerTexts()).join(" ").replaceAll(/\s+/g, " ");
}

reading(
  "a client's handshake passes a held wire packet by packet, from the timeline and from the wire's list",
  "/en/play",
  async (desk, page) => {
    await desk.write(asksOnce);
    await desk.instrument("Wire");
    await page.getByRole("button", { name: "Hold" }).click();
    await page.getByText("every frame waits for your hand").waitFor();
    await desk.run();

    const syn = page.getByRole("button", { name: /^Release: Frame \d+, you to lab.*\[SYN\]/ }).first();
    const number = /Frame (\d+)/.exec((await syn.getAttribute("aria-label")) ?? "")?.[1];
    await desk.instrument("Timeline");
    await picture(page, "instrument-held-on-timeline");
    await page.getByRole("button", { name: `Release #${number}`, exact: true }).click();

    await desk.instrument("Wire");
    await page
      .getByRole("button", { name: /^Release: Frame \d+, lab to you.*\[SYN ACK\]/ })
      .first()
      .click();
    // The client's kernel has its answer: connect returns, and the bytes of sendall come to the wire.
    await page
      .getByRole("button", { name: /^Release: Frame \d+, you to lab.*\[PSH ACK\]/ })
      .first()
      .waitFor();
    expect(await desk.terminals()).not.toContain("back:");
    const all = page.getByRole("button", { name: "Release all", exact: true });
    await expect
      .poll(
        async () => {
          if (await all.isEnabled()) await all.click();
          return await desk.terminals();
        },
        { timeout: 60_000 },
      )
      .toContain("back: packet by packet");

    expect(await openRow(desk, page, new RegExp(`#${number} .*SYN`))).toMatch(
      /held it for .*, then it was released/,
    );
  },
);

reading(
  "with everything lost one way, the SYN is sent again and marked so; the wire mended, the client connects",
  "/en/play",
  async (desk, page) => {
    // Once on a whole wire, so that the hosts know each other's hardware address: lost ARP would tell another story.
    await desk.write(asksOnce);
    await desk.run();
    await desk.reads("ended with code 0");
    await desk.instrument("Wire");
    await page.getByText("you → lab", { exact: true }).first().click();
    await page.getByRole("textbox", { name: "Loss" }).fill("100");
    await page.getByText("From you to lab: 100 % of frames are lost.").waitFor();
    await desk.run();

    const lostSyns = async () => (await desk.timelineRows()).filter((row) => /SYN.* lost/.test(row)).length;
    await expect.poll(lostSyns, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    const told = await openRow(desk, page, /SYN.* lost/, "last");
    expect(told).toContain("Sent again: no acknowledgment had come in time.");
    expect(told).toMatch(/The same bytes as #\d+/);
    expect(told).toContain("lost it by chance");
    await picture(page, "instrument-lost-syn");

    await desk.instrument("Wire");
    await page.getByRole("button", { name: "Make it perfect" }).click();
    await page.getByText("The wire is perfect").waitFor();
    await desk.reads(/(back: packet by packet[\s\S]*){2}/);
  },
);

reading(
  "nothing passes a cut wire and nobody is told; restored, TCP delivers what it kept sending",
  "/en/play",
  async (desk, page) => {
    await desk.write(asksByLine);
    await desk.run();
    await desk.reads(/^> /m);
    await desk.instrument("Wire");
    await page.getByRole("button", { name: "Cut", exact: true }).click();
    await page.getByText("the wire is cut, nothing passes").waitFor();
    await desk.type("server.ts", "through the cut");
    const told = await openRow(desk, page, /15 B.*through the cut.*lost/);
    expect(told).toContain("is cut: nothing passes");
    expect(await desk.terminals()).not.toContain("back:");

    await desk.instrument("Wire");
    await page.getByRole("button", { name: "Cut", exact: true }).click();
    await desk.reads("back: through the cut");
  },
);

for (const [preset, says] of [
  ["Home Wi-Fi", /0\.1 % of frames are lost.*3 ms, give or take 2 ms/],
  ["Mobile (4G)", /From you to lab: .*30 ms.*From lab to you: .*25 ms/],
  ["Satellite", /270 ms/],
] as const)
  reading(`the wire can be ${preset}, says so, and carries a request`, "/en/play", async (desk, page) => {
    await desk.write(asksOnce);
    await desk.instrument("Wire");
    await page.getByText(preset, { exact: true }).click();
    await page.getByText(says).first().waitFor();
    await desk.run();
    await desk.reads("back: packet by packet");
  });

reading(
  "the socket table shows bytes that nobody reads, and who waits in TIME_WAIT",
  "/en/play",
  async (desk, page) => {
    await desk.write(`import { create_server, input, print } from "sockets";
const listener = create_server(["", 8989]);
print("listening on port 8989");
const [client] = listener.accept();
input("accepted, Enter to read ");
print("read", client.recv(1000).length);
client.close();
print("closed");
input();
`);
    await serverWithAssistant(desk, page);
    await desk.reads("Enter to read");
    await say(page, "hello");
    await desk.instrument("Sockets");
    const you = page.getByRole("region", { name: "you Sockets" });
    const row = (state: string) => you.getByRole("row").filter({ hasText: state });
    await row("LISTEN")
      .getByRole("button", { name: /server\.ts/ })
      .waitFor();
    await row("ESTABLISHED").getByTitle("5 bytes wait for recv()").waitFor();
    await row("ESTABLISHED")
      .getByRole("button", { name: /server\.ts/ })
      .waitFor();
    await desk.instrument("Peer");
    await say(page, "world!");
    await desk.instrument("Sockets");
    await row("ESTABLISHED").getByTitle("11 bytes wait for recv()").waitFor();
    await picture(page, "instrument-recv-q");

    await desk.type("server.ts", "");
    await desk.reads("read 11");
    await desk.reads("closed");
    await desk.instrument("Peer");
    await page
      .getByRole("button", { name: "Close", exact: true })
      .click({ timeout: 3_000 })
      .catch(() => {
        // The peer had already answered the server's FIN with its own.
      });
    await desk.instrument("Sockets");
    await row("TIME_WAIT")
      .getByRole("button", { name: /server\.ts/ })
      .waitFor();
    await row("TIME_WAIT")
      .getByRole("button", { name: /TIME_WAIT/ })
      .click();
    const path = page.getByRole("img", { name: /States that this socket was seen in/ });
    expect(await path.getAttribute("aria-label")).toMatch(/ESTABLISHED.*TIME_WAIT/);
  },
);

reading(
  "a verdict says what was expected and seen and leads to its packets; hints come in steps; the solution can be undone",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    const mine = [
      `import { AF_INET, decode, encode, input, print, SOCK_STREAM, Socket } from "sockets";`,
      `const client = new Socket(AF_INET, SOCK_STREAM);`,
      `client.connect(["10.0.0.1", 8080]);`,
      `client.sendall(encode("你好，这是我的"));`,
      `print(decode(client.recv(1024), "gbk"));`,
      `client.close();`,
      `input();`,
    ].join("\n");
    await desk.write(mine);
    await desk.instrument("Checks");
    const checks = page.getByRole("region", { name: "Checks" });
    await checks.getByRole("button", { name: "Check my program" }).click();
    await checks.getByText("3 of 4 pass").waitFor({ timeout: 120_000 });
    const gbk = checks.getByRole("listitem").filter({ hasText: "as GBK bytes" });
    await gbk.getByText("the bytes of 你好 in GBK: c4 e3 ba c3").waitFor();
    // What was seen: the same text in UTF-8.
    await gbk
      .getByText(/e4 bd a0/)
      .first()
      .waitFor();

    await gbk.getByRole("button", { name: /^A hint/ }).click();
    await gbk.getByText(/Look at the data packet's bytes/).waitFor();
    expect(await gbk.getByText(/its second argument names the encoding/).count()).toBe(0);
    await gbk.getByRole("button", { name: /^Another hint/ }).click();
    await gbk.getByText(/its second argument names the encoding/).waitFor();
    expect(await gbk.getByRole("button", { name: /hint/ }).count()).toBe(0);
    await picture(page, "instrument-checks");

    await gbk.getByRole("button", { name: /^Show the \d+ frames that prove it/ }).click();
    await page.getByRole("tab", { name: "Timeline", selected: true }).waitFor();

    await desk.instrument("Checks");
    await checks.getByRole("button", { name: "Show the solution…" }).click();
    const beside = page.getByRole("dialog", { name: "The solution beside your code" });
    await beside.getByText(/\d+ lines differ/).waitFor();
    await beside.getByText(/这是我的/).waitFor();
    await picture(page, "instrument-solution");
    await beside.getByRole("button", { name: "Put it into the editor…" }).click();
    await beside.getByRole("button", { name: "Replace" }).click();
    await page.getByText("This is one solution. Your own code is an Undo away.").waitFor();
    await checks.getByRole("button", { name: "Check again" }).click();
    await checks.getByText("All pass. Well done.").waitFor({ timeout: 120_000 });
    const code = async () =>
      (await page.locator("#code-area .view-lines").allInnerTexts()).join().replaceAll("\u00a0", " ");
    expect(await code()).not.toContain("这是我的");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(code).toContain("这是我的");
  },
);

reading(
  "while a check has the lab to itself, the wire and the peer say so and take nothing; then they do again",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    await desk.write("setTimeout(() => {}, 60_000);");
    await desk.instrument("Wire");
    const wire = page.getByRole("region", { name: "Wire" });
    const hold = wire.getByRole("button", { name: "Hold" });
    await hold.waitFor();
    // Whatever the panel has ever shown, since a check may be over sooner than a busy machine looks.
    const shown = await wire.evaluateHandle((panel) => {
      const lines: string[] = [];
      new MutationObserver(() => {
        const live = panel.querySelector("[aria-live]")?.textContent ?? "";
        const off = [...panel.querySelectorAll("button, input[type=range]")].every((each) =>
          each.matches(":disabled"),
        );
        lines.push(`${live} ${off ? "off" : "on"}`);
      }).observe(panel, { subtree: true, childList: true, characterData: true, attributes: true });
      return lines;
    });
    await page.locator("#lesson").getByRole("button", { name: "Check my program" }).click();
    await page.locator("#lesson").getByText(/^· 0 /).waitFor({ timeout: 120_000 });
    expect(await shown.jsonValue()).toContainEqual(
      expect.stringMatching(/^A check has the lab to itself.* off$/),
    );
    await hold.click();
    await wire.getByRole("button", { name: "Hold", pressed: true }).waitFor();
  },
);

reading(
  "a lesson opens with its solution at work, and one's own run takes its place",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    await page.getByText("A recording of the solution at work").waitFor();
    expect((await desk.timelineRows()).some((row) => /SYN/.test(row))).toBe(true);
    await desk.run();
    await page.getByText("A recording of the solution at work").waitFor({ state: "hidden" });
  },
);

for (const [locale, tabs] of [
  ["en", ["Sockets", "Wire", "Peer", "Preview"]],
  ["zh", ["套接字", "线路", "对端", "预览"]],
] as const) {
  for (const look of [{ theme: "dark" }, { theme: "light", width: 360, height: 740 }] as const) {
    reading(
      `the instruments are accessible (${locale}, ${look.theme})`,
      `/${locale}/play`,
      async (desk, page) => {
        await desk.run();
        for (const tab of tabs) {
          const narrow = "width" in look;
          await (narrow
            ? page.locator("nav button", { hasText: tab })
            : page.getByRole("tab", { name: new RegExp(`^${tab}`) })
          )
            .first()
            .click();
          await page.waitForTimeout(500);
          const { violations } = await new AxeBuilder({ page }).include("#instruments").analyze();
          expect(violations.map(({ id, nodes }) => `${tab} ${id}: ${nodes[0]?.html}`)).toEqual([]);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(wide).toBeLessThanOrEqual(0);
          await picture(page, `instrument-${tab}-${locale}-${look.theme}`);
        }
      },
      look,
    );
  }
}
