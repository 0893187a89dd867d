/** Whatever a card holds, it is shown: drawn, or in its words. */
import { beforeAll, describe, expect, test } from "vitest";
import { looks } from "../../src/cards/kinds";
import { card, DRAWN, loaded, page, shown, words } from "./samples";

const LONG = "Tourné vers les autres ".repeat(18).slice(0, 400);
const WRONG: readonly unknown[] = [undefined, null, NaN, -1, 1e12, "", LONG, "\u202ebip", [], {}, [null], ["x"], true];

/** Every place of some data, as the keys that lead to it; of a list, its first line stands for all. */
function places(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inside = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
  return [path, ...inside.flatMap(([key, inner]) => places(inner, [...path, key]))];
}

/** The same with something else at one place. */
function changed(value: unknown, path: readonly string[], wrong: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return wrong;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, wrong);
  return copy;
}

beforeAll(loaded);

test("the style of the drawings is added to the widget's with them", () => {
  const rules = [...(looks[0]?.cssRules ?? [])].map((rule) => rule.cssText);
  expect(rules.some((rule) => rule.startsWith(".radar"))).toBe(true);
});

describe.each(DRAWN)("%s", (kind) => {
  const whole = card(kind);

  test("is drawn when nothing is wrong, with a heading and all of its words", () => {
    const place = shown(whole);
    expect(place.querySelector("section.card h3")).not.toBeNull();
    expect(words(place)).toContain(words(shown({ ...whole, kind: "unheard of" }).querySelector("p.text")));
  });

  test("shows its words or a drawing of what is left, whatever is wrong at any place", () => {
    const place = document.createElement("div");
    for (const path of places(whole.data)) {
      for (const wrong of WRONG) {
        shown({ ...whole, data: changed(whole.data, path, wrong) }, page().ui, place);
        expect(words(place), `${path.join(".")}: ${String(wrong)}`).toContain("Tout ce que dit la carte");
        expect(place.innerHTML).not.toMatch(/NaN|Infinity|undefined|\[object|\u202e/);
      }
    }
  });

  test.each([{ version: 2 }, { version: "1" }, { data: undefined }, { data: {} }, { actions: undefined }, { actions: [null, {}] }, { id: undefined }])(
    "is in words, or drawn, with %o",
    (change) => {
      expect(words(shown({ ...whole, ...change }))).toContain("Tout ce que dit la carte");
    },
  );

  test("of another version is in words alone", () => {
    expect(shown({ ...whole, version: 2 }).querySelector("h3, svg")).toBeNull();
  });

  test("a drawing has a name, or is left out for who listens", () => {
    for (const svg of shown(whole).querySelectorAll("svg")) {
      if (svg.getAttribute("aria-hidden") === "true") continue;
      expect(svg.getAttribute("role")).toBe("img");
      expect(svg.getAttribute("aria-label")).toBeTruthy();
      const described = svg.getAttribute("aria-describedby");
      if (described) expect(svg.parentElement?.querySelector(`#${described}`)).not.toBeNull();
    }
  });

  test("has no style attribute, which a host's policy would forbid", () => {
    expect(shown(whole).querySelector("[style]")).toBeNull();
  });
});

test("a drawing that fails is a card in words, with its buttons", () => {
  const place = shown({ ...card("matches"), kind: "broken" });
  expect(words(place.querySelector("p.text"))).toContain("Tout ce que dit la carte matches");
  expect(place.querySelectorAll("button.action")).toHaveLength(4);
});

test("a card without words is empty, and does not fail", () => {
  expect(words(shown({ kind: "unheard of", version: 1 }))).toBe("");
});
