/** Every language says everything that French says; French is typeset as French is. */
import { describe, expect, test } from "vitest";
import de from "../src/strings/de.json";
import en from "../src/strings/en.json";
import es from "../src/strings/es.json";
import { FIRST } from "../src/strings/first";
import { fr, type Strings } from "../src/strings/fr";
import privacy from "../../routers/privacy.py?raw";

const LANGUAGES: Readonly<Record<string, Strings>> = { fr, en, de, es };
const OTHERS = ["en", "de", "es"] as const;
const PYTHON = import.meta.glob<string>("../../../{agents,tools}/**/*.py", { query: "?raw", import: "default", eager: true });

const PLAIN = " ";
const WIDE = "\u00A0";
const NARROW = "\u202F";

/** Each string by its path: `steps.look_up`. */
function told(strings: Strings): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(strings)) {
    if (typeof value === "string") found.set(key, value);
    else for (const [inner, text] of Object.entries(value)) found.set(`${key}.${inner}`, text);
  }
  return found;
}

function holes(text: string): string[] {
  return [...text.matchAll(/\{[^}]*\}/g)].map(([hole]) => hole).sort();
}

function those(strings: Strings, wrong: RegExp): string[] {
  return [...told(strings)].filter(([, text]) => wrong.test(text)).map(([key, text]) => `${key}: ${text}`);
}

/** Any of these whole words; `\b` would end a word before an accent. */
function words(...any: readonly string[]): RegExp {
  return new RegExp(`(?<!\\p{L})(${any.join("|")})(?!\\p{L})`, "iu");
}

describe.each(Object.entries(LANGUAGES))("%s", (_, strings) => {
  test("has exactly the keys of French", () => {
    expect([...told(strings).keys()].sort()).toEqual([...told(fr).keys()].sort());
  });

  test("has the placeholders of French", () => {
    for (const [key, text] of told(strings)) expect(holes(text), key).toEqual(holes(told(fr).get(key) ?? ""));
  });

  test("says something everywhere, without spaces around, doubled or hidden", () => {
    expect(those(strings, /^\s*$|^\s|\s$|\s\s|\t|\n|[\u200B-\u200F\uFEFF]/)).toEqual([]);
  });

  test("has typographic apostrophes, quotes, ellipses and no HTML", () => {
    expect(those(strings, /['"`´]|\.\.\.|[<>]/)).toEqual([]);
  });

  test("has a word that confirms an erasure on the server", () => {
    const line = /^CONFIRMATIONS = (.*)$/m.exec(privacy)?.[1] ?? "";
    expect([...line.matchAll(/"([^"]+)"/g)].map(([, word]) => word)).toContain(strings.eraseWord);
  });
});

test.each(OTHERS)("%s is not the French", (locale) => {
  const same = [...told(LANGUAGES[locale] as Strings)].filter(([key, text]) => text === told(fr).get(key) && text.replace(/\{\w+\}/g, "").length > 12);
  expect(same).toEqual([]);
});

test.each(OTHERS)("the first words of %s are those of its file", (locale) => {
  expect(LANGUAGES[locale]).toMatchObject(FIRST[locale]);
});

test("each language confirms an erasure by a word of its own", () => {
  expect(new Set(Object.values(LANGUAGES).map((strings) => strings.eraseWord)).size).toBe(4);
});

test("every operation of the server has words for while it works", () => {
  const operations = Object.values(PYTHON).flatMap((text) =>
    [...text.matchAll(/^ *@operation\([^@]*?async def (\w+)\(context/gm)].map(([, name]) => name as string),
  );
  expect(operations.length).toBeGreaterThan(10);
  expect(Object.keys(fr.steps).sort()).toEqual(operations.sort());
});

describe("French", () => {
  test("has a narrow no-break space before ; ! ?", () => {
    expect(those(fr, new RegExp(`[^${NARROW}][;!?]`))).toEqual([]);
  });

  test("has a no-break space before :", () => {
    expect(those(fr, new RegExp(`[^${WIDE}]:`))).toEqual([]);
  });

  test("has no-break spaces inside its quotes", () => {
    expect(those(fr, new RegExp(`«[^${WIDE}]|[^${WIDE}]»|[“”„]`))).toEqual([]);
  });

  test("has no-break spaces there only where they belong", () => {
    expect(those(fr, new RegExp(`${NARROW}(?![;!?])|${PLAIN}[;:!?…,.]`))).toEqual([]);
  });

  test("keeps a number with its unit", () => {
    expect(those(fr, new RegExp(`n°[^${WIDE}]|\\}${PLAIN}s\\.`))).toEqual([]);
  });

  test("says vous", () => {
    expect(those(fr, words("tu", "te", "toi", "ton", "ta", "tes", "t’\\p{L}+"))).toEqual([]);
  });
});

test("German says Sie and has a no-break space before an ellipsis", () => {
  expect(those(de, words("du", "dir", "dich", "dein\\p{L}*"))).toEqual([]);
  expect(those(de, new RegExp(`[^${WIDE}]…`))).toEqual([]);
});

test("Spanish says usted and opens its questions", () => {
  expect(those(es, words("tú", "tu", "tus", "te", "ti", "contigo"))).toEqual([]);
  expect(those(es, /^[^¿]*\?|^[^¡]*!/)).toEqual([]);
});
