/** Markdown to tokens, bounded: what a model or a document says can be of any shape and size. */
import { Lexer, type Token, type TokensList } from "marked";

/** A block beyond this is shown as it is: no person reads it, and regular expressions would take their time. */
const LONGEST_BLOCK = 20_000;
/** Deeper, lists and quotations are drawn flat. */
const DEEPEST = 6;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const NESTING = /^(?:\s|>|(?:[-*+]|\d{1,9}[.)])(?=\s))*/;

export interface Block {
  readonly source: string;
  /** Null: shown as plain text. */
  readonly tokens: readonly Token[] | null;
}

/** Blocks that are finished stay as they are while a message streams: only the last one is read again. */
export class Blocks {
  private known: Block[] = [];
  private whole = "";

  of(text: string): readonly Block[] {
    if (text === this.whole) return this.known;
    const sources = split(text);
    this.known = sources.map((source, place) => (this.known[place]?.source === source ? this.known[place] : lexed(source)));
    this.whole = text;
    return this.known;
  }
}

/** Cuts at blank lines between blocks, never inside a fence, nor before an indented line, which belongs to a list. */
export function split(text: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence = "";
  const close = (): void => {
    if (lines.some((line) => line.trim())) blocks.push(lines.join("\n"));
    lines = [];
  };
  let blank = false;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const mark = FENCE.exec(line)?.[1] ?? "";
    if (fence) {
      if (mark.startsWith(fence) && line.trim() === mark) fence = "";
    } else {
      if (blank && line.trim() && !/^\s|^(?:[-*+]|\d{1,9}[.)])\s/.test(line)) close();
      fence = mark;
    }
    blank = !line.trim() && !fence;
    lines.push(line);
  }
  close();
  return blocks;
}

function lexed(source: string): Block {
  if (source.length > LONGEST_BLOCK) return { source, tokens: null };
  try {
    const tokens: TokensList = new Lexer({ gfm: true, breaks: true }).lex(shallow(source));
    return { source, tokens };
  } catch {
    return { source, tokens: null };
  }
}

/** The text with nothing nested deeper than `DEEPEST`: the lexer goes into each level anew. */
function shallow(source: string): string {
  return source
    .split("\n")
    .map((line) => {
      const nesting = NESTING.exec(line)?.[0] ?? "";
      const marks = nesting.match(/>|[-*+](?=\s)|\d{1,9}[.)]/g)?.length ?? 0;
      if (marks <= DEEPEST && nesting.length <= DEEPEST * 4) return line;
      return `${" ".repeat(DEEPEST)}${/[-*+]\s*$/.test(nesting) ? "- " : ""}${line.slice(nesting.length)}`;
    })
    .join("\n");
}
