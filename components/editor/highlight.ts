/**
 * A light reading of TypeScript for the first picture of the code: enough to colour it before the editor has come.
 * Every character of the text is in exactly one piece.
 */
export type Piece = { kind: "plain" | "keyword" | "string" | "number" | "comment" | "call"; text: string };

const pattern =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?)|(?<number>\b(?:0[xob][\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)n?\b)|(?<keyword>\b(?:as|async|await|break|case|catch|class|const|continue|default|delete|do|else|export|extends|false|finally|for|from|function|if|import|in|instanceof|interface|let|new|null|of|return|satisfies|static|super|switch|this|throw|true|try|type|typeof|undefined|using|var|void|while|yield)\b)|(?<call>\b[A-Za-z_$][\w$]*(?=\())/g;

export function highlight(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) pieces.push({ kind: "plain", text: text.slice(at, match.index) });
    const [kind = "plain"] =
      Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    pieces.push({ kind: kind as Piece["kind"], text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ kind: "plain", text: text.slice(at) });
  return pieces;
}

/** The same, line by line; a piece that spans lines is in each of them. */
export function highlightLines(text: string): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const { kind, text: all } of highlight(text)) {
    all.split("\n").forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ kind, text: part });
    });
  }
  return lines;
}
