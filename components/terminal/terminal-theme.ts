import type { ITheme } from "@xterm/xterm";

/** The terminal's colours, read from the page's own tokens as they stand on this element. */
export function terminalTheme(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token("panel"),
    foreground: token("text"),
    cursor: token("accent"),
    cursorAccent: token("panel"),
    selectionBackground: token("line"),
    scrollbarSliderBackground: `${token("faint")}40`,
    scrollbarSliderHoverBackground: `${token("faint")}70`,
    scrollbarSliderActiveBackground: `${token("faint")}90`,
    overviewRulerBorder: "transparent",
    black: token("text"),
    white: token("text"),
    red: token("rst"),
    green: token("ok"),
    yellow: token("you"),
    blue: token("syn"),
    magenta: token("fin"),
    cyan: token("lab"),
    brightBlack: token("muted"),
    brightRed: token("rst"),
    brightGreen: token("ok"),
    brightYellow: token("you"),
    brightBlue: token("syn"),
    brightMagenta: token("fin"),
    brightCyan: token("lab"),
    brightWhite: token("text"),
  };
}
