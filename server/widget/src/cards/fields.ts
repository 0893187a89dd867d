/** What a card's data holds, read with care: it comes from elsewhere, and may lack anything or be anything. */

export type Fields = Readonly<Record<string, unknown>>;

/** Characters of a label that are shown; all of them are in the card's text. */
const LONGEST = 300;
/** Lines of a list that are read: no card of ours has as many. */
const MOST = 200;
/** Controls that turn text around, so that a word reads as another. */
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** The lines of a list; none where there is no list. */
export function linesOf(data: Fields, name: string): readonly Fields[] {
  const value = data[name];
  return Array.isArray(value) ? value.slice(0, MOST).map(fieldsOf) : [];
}

/** Words, cut where they are too long; empty where there are none. */
export function wordsOf(data: Fields, name: string): string {
  const value = data[name];
  return typeof value === "string" ? cut(value.replace(OVERRIDES, "").trim(), LONGEST) : "";
}

/** A finite number; undefined where there is none. */
export function numberIn(data: Fields, name: string): number | undefined {
  const value = data[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Lines of at most `width` characters, at most two: for drawings, where text does not wrap by itself. */
export function twoLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const shown = lines.slice(0, 2).map((line) => cut(line, width));
  if (lines.length > 2) shown[1] = cut(`${shown[1]}……`, Math.min(width, (shown[1]?.length ?? 0) + 1));
  return shown;
}
