import type { Page } from "playwright-core";
import type { Site } from "./site.ts";

/** A lesson page under a person's hands: what they type and press, and what they read. English interface. */
export class Desk {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  static async open(page: Page, site: Site, path: string): Promise<Desk> {
    await page.goto(`${site.url}${path}`);
    const desk = new Desk(page);
    await desk.labReady();
    return desk;
  }

  async labReady(): Promise<void> {
    await this.page
      .getByText(/lab ready in|实验室.*就绪|就绪/)
      .first()
      .waitFor({ timeout: 90_000 });
  }

  /** Replaces the shown file's text in Monaco, by selecting all and typing over it. */
  async write(code: string, file?: string): Promise<void> {
    if (file) await this.showFile(file);
    await this.page.locator("#code-area").click();
    await this.page.locator(".monaco-editor .view-line").first().waitFor({ timeout: 90_000 });
    await this.page.locator(".monaco-editor .view-lines").first().click();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.insertText(code);
  }

  async showFile(file: string): Promise<void> {
    await this.page.getByRole("tab", { name: file, exact: true }).click();
  }

  async addFile(file: string): Promise<void> {
    await this.page.getByRole("button", { name: "New file" }).click();
    await this.page.getByRole("textbox", { name: "Name of the new file" }).fill(file);
    await this.page.keyboard.press("Enter");
    await this.page.getByRole("tab", { name: file, exact: true }).waitFor();
  }

  async run(): Promise<void> {
    await this.page.keyboard.press("Control+Enter");
  }

  /** What stands in the terminals now. */
  async terminals(): Promise<string> {
    return (await this.page.locator(".xterm-rows").allInnerTexts()).join("\n").replaceAll("\u00a0", " ");
  }

  async reads(text: string | RegExp, timeoutMs = 60_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const now = await this.terminals();
      if (typeof text === "string" ? now.includes(text) : text.test(now)) return now;
      if (Date.now() > deadline) throw new Error(`the terminals never showed ${text}; they show:\n${now}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Types a line into the terminal of a program. */
  async type(file: string, line: string): Promise<void> {
    await this.page.getByRole("group", { name: `Terminal of ${file}` }).click();
    await this.page.keyboard.type(`${line}\n`);
  }

  async instrument(name: string): Promise<void> {
    await this.page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
  }

  /** The timeline as its table tells it, a line a row. */
  async timelineRows(): Promise<string[]> {
    await this.instrument("Timeline");
    const table = this.page.getByRole("table", { name: "Calls and packets in order" });
    if (!(await table.isVisible())) await this.page.getByRole("button", { name: "Table" }).click();
    await table.waitFor();
    return (await table.getByRole("row").allInnerTexts()).map((row) => row.replaceAll(/\s+/g, " "));
  }

  async timelineShows(text: RegExp, timeoutMs = 60_000): Promise<string[]> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const rows = await this.timelineRows();
      if (rows.some((row) => text.test(row))) return rows;
      if (Date.now() > deadline)
        throw new Error(`the timeline never showed ${text}; it shows:\n${rows.join("\n")}`);
      await this.page.waitForTimeout(200);
    }
  }
}
