/** What a screen reader is told of an answer: whole sentences, as they end, never token by token. */
import type { Turn } from "./turn";

const SENTENCE = /[.!?…:]["»”)]*\s+|\n+/g;

export class Spoken {
  private readonly told = new Map<string, number>();

  constructor(private readonly say: (text: string) => void) {}

  hear(turn: Turn): void {
    for (const said of turn.said) {
      const from = this.told.get(said.id) ?? 0;
      const to = said.open ? lastEnd(said.text) : said.text.length;
      if (to <= from) continue;
      this.told.set(said.id, to);
      this.say(plainWords(said.text.slice(from, to)));
    }
    if (turn.said.length === 0) this.told.clear();
  }
}

function lastEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(SENTENCE)) end = match.index + match[0].length;
  return end;
}

/** Markdown's marks are not read aloud. */
export function plainWords(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^[\s>#*+-]+|[*_`~|]/gm, "")
    .trim();
}
