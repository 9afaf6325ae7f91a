/**
 * How wide text is on the canvas, kept: a picture of a thousand calls measures ten thousand wordings. Plain characters
 * are added up, since the picture's font gives each its width whatever stands beside it; all else is measured whole.
 */
const plain = /^[\x20-\x7e…“”·×→]*$/;

/** Wordings kept at most. */
const most = 5_000;

type Ruler = Pick<CanvasRenderingContext2D, "font" | "measureText">;

export class TextWidths {
  readonly #ruler: Ruler | null;
  #font = "";
  readonly #known = new Map<string, number>();

  /** Without a ruler, where a browser gives no canvas, widths are guessed. */
  constructor(ruler: Ruler | null) {
    this.#ruler = ruler;
  }

  /** In CSS pixels, in `font`. */
  of(text: string, font: string): number {
    if (font !== this.#font) {
      this.#font = font;
      this.#known.clear();
    }
    if (!plain.test(text)) return this.#measured(text);
    let width = 0;
    for (const character of text) width += this.#measured(character);
    return width;
  }

  #measured(text: string): number {
    let width = this.#known.get(text);
    if (width === undefined) {
      if (this.#ruler) this.#ruler.font = this.#font;
      width = this.#ruler?.measureText(text).width ?? text.length * 6.7;
      if (this.#known.size >= most) this.#known.clear();
      this.#known.set(text, width);
    }
    return width;
  }
}
