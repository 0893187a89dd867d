/** What each drawing says, in words that can be read without seeing it. */
import { beforeAll, describe, expect, test } from "vitest";
import { twoLines } from "../../src/cards/fields";
import { AI_HIGH, AUTOMATION_HIGH, AUTOMATION_LOW } from "../../src/cards/plot";
import { wordsIn } from "../../src/cards/words";
import type { Ui } from "../../src/view/ui";
import exposure from "../../../../knowledge/occupations/exposure.py?raw";
import { card, loaded, page, shown, words } from "./samples";

beforeAll(loaded);

describe("matches", () => {
  test("a button stands with the occupation that it names, the others below", () => {
    const place = shown(card("matches"));
    const inside = [...place.querySelectorAll(".ideas > li")].map((line) => [...line.querySelectorAll("button")].map(words));
    expect(inside).toEqual([["Compétences : Accueil"], ["Compétences : Accueil social"], []]);
    expect([...place.querySelectorAll("section > .actions button")].map(words)).toEqual(["Contester ou corriger", "D’où viennent ces chiffres ?"]);
  });

  test("a tap acts as the card says", () => {
    const { ui, asked } = page();
    shown(card("matches"), ui).querySelector<HTMLButtonElement>("section > .actions button:last-child")?.click();
    expect(asked.acts).toEqual([expect.objectContaining({ method: "GET", path: "/luna/aube/transparency/as_1" })]);
  });

  test("says what the bar is, how much is missing, why, how sure, and where to begin; never the score", () => {
    const first = words(shown(card("matches")).querySelector(".ideas > li"));
    expect(first).toContain("Plus proche de votre point de départ que 98 % des autres métiers.");
    expect(first).toContain("Compétences : 2 déjà là, 8 à acquérir.");
    expect(first).toContain("Ce qui sert déjà pour Accueil.");
    expect(first).toContain("Fiabilité de cette piste faible");
    expect(first).toContain("Passer une heure dans un hall d’accueil");
    expect(first).not.toContain("93");
  });
});

test("interests: every value is in the list, and no name of an axis is longer than its place", () => {
  const place = shown(card("interests"));
  expect(place.querySelectorAll(".values li")).toHaveLength(6);
  expect(words(place.querySelector(".values li"))).toBe("Goût R choisi 1 fois sur 2, estimation 0,25 sur 1, à 0,14 près");
  expect(place.querySelectorAll("svg.radar text")).toHaveLength(6);
});

test.each([
  ["Tourné vers les autres", ["Tourné vers", "les autres"]],
  ["Concret", ["Concret"]],
  ["un deux trois quatre cinq six sept huit", ["un deux trois", "quatre cinq…"]],
  ["Anticonstitutionnellement", ["Anticonstitut…"]],
  ["", []],
])("two lines of a drawing hold %s", (text, lines) => {
  expect(twoLines(text, 14)).toEqual(lines);
});

describe("exposure", () => {
  test("what lacks an axis is said, and is not on the plot", () => {
    const place = shown(card("exposure"));
    expect([...place.querySelectorAll("svg.plot .number")].map(words)).toEqual(["1", "2"]);
    const legend = [...place.querySelectorAll(".legend > li")].map(words);
    expect(legend[0]).toBe("1 Caisse (aujourd’hui) IA générative — moyenne (de 0,25 à 0,53) Automatisation — forte (indice 3,6, de 3,34 à 3,9)");
    expect(legend[1]).toContain("Chiffres d’un groupe de 12 métiers");
    expect(legend[2]).toContain("IA générative — sans donnée");
    expect(legend[2]).toContain("Pas placé sur le graphique.");
    expect(legend[3]).toBe("4 Dorure sans donnée");
  });

  test("numbers of occupations at the same place do not cover one another", () => {
    const grounds = [...shown(card("exposure")).querySelectorAll("svg.plot .ground")];
    const [one, other] = grounds.map((each) => ({ x: Number(each.getAttribute("cx")), y: Number(each.getAttribute("cy")) }));
    expect(Math.hypot((one?.x ?? 0) - (other?.x ?? 0), (one?.y ?? 0) - (other?.y ?? 0))).toBeGreaterThanOrEqual(20);
  });

  test("levels begin where the server says that they do", () => {
    expect(exposure).toContain(`AI_HIGH = ${AI_HIGH}\n`);
    expect(exposure).toContain(`AUTOMATION_LOW, AUTOMATION_HIGH = ${AUTOMATION_LOW}, ${AUTOMATION_HIGH}\n`);
  });
});

test("bridge: three lists, with what shows each skill; a long one is folded", () => {
  const place = shown(card("bridge"));
  expect(place.querySelector("svg[role=img]")?.getAttribute("aria-label")?.replace(/\s/g, " ")).toBe("Déjà là : 2, Tout près : 1, À acquérir : 9");
  expect([...place.querySelectorAll("h4")].map(words)).toEqual(["Déjà là : 2", "Tout près : 1", "À acquérir : 9"]);
  expect(words(place.querySelector(".skills"))).toBe("Encaisser prouvée : « CQP Caisse » Renseigner vous l’avez dite");
  expect(words(place)).toContain("Accueillir proche de « Recevoir »");
  expect(words(place)).toContain("Voir les 4 autres");
  expect(words(place)).toContain("Déjà là : 15 % de ce que ce métier demande");
});

test("trajectory: steps in order, done or to do, how long, from when, and whose figure that is", () => {
  const place = shown(card("trajectory"));
  expect(words(place)).toContain("1 sur 3 étapes faites. En tout : 5 à 26 mois, si tout s’enchaîne.");
  expect([...place.querySelectorAll(".steps > li")].map(words)).toEqual([
    "Parler à trois personnes Fait · essayer",
    "Immersion À faire · essayer Durée : 2 à 8 semaines (règle d’Iris) Début : tout de suite",
    "Formation À faire · se former Durée : 3 à 9 mois (durée donnée) Avant de commencer : jusqu’à 12 mois",
  ]);
});

describe("proposal", () => {
  const ORDER = { id: "or_1", url: "https://pay.example/or_1", sandbox: true };

  test("says what is bought, its price, until when, and that the sandbox takes no money", () => {
    const said = words(shown(card("proposal")));
    for (const each of ["Pack Croissant", "5,99 €", "100 points d’énergie", "Offre valable jusqu’au", words2("sandbox")]) expect(said).toContain(each);
  });

  test("a plan is by the month", () => {
    expect(words(shown(card("proposal", { points: 0 })).querySelector(".price"))).toBe("5,99 € par mois");
  });

  test("confirmed here, it is paid here; paid, it is not to be confirmed again", () => {
    const { ui, asked } = page();
    shown(card("proposal"), ui).querySelector<HTMLButtonElement>("button.main")?.click();
    expect(asked.acts).toEqual([expect.objectContaining({ path: "/billing/proposals/p_1/confirm", body: { amount: 599 } })]);
    (ui as { order: Ui["order"] }).order = ORDER;
    const paying = shown(card("proposal"), ui);
    expect(paying.querySelector("a.main")?.getAttribute("href")).toBe(ORDER.url);
    paying.querySelector<HTMLButtonElement>(".payment button")?.click();
    (ui as { order: Ui["order"] }).order = undefined;
    asked.paid?.();
    expect(words(shown(card("proposal"), ui))).toContain("C’est payé, merci.");
    expect(shown(card("proposal"), ui).querySelector("button")).toBeNull();
  });

  test("an order of something else is not shown on it", () => {
    expect(shown(card("proposal"), page({ order: ORDER }).ui).querySelector("a")).toBeNull();
  });

  test("an offer that is over has no button", () => {
    const place = shown(card("proposal", { expires_at: "2020-01-01T00:00:00Z" }));
    expect(place.querySelector("button")).toBeNull();
    expect(words(place)).toContain("Cette offre n’est plus valable.");
  });
});

/** A string of the widget, with single plain spaces. */
function words2(name: "sandbox"): string {
  return page().ui.t[name].replace(/\s+/g, " ");
}

test("teaser: its words, and the energy screen one tap away", () => {
  const { ui, asked } = page();
  shown(card("teaser"), ui).querySelector<HTMLButtonElement>("button")?.click();
  expect(asked.said).toEqual(["energy"]);
});

test("every language has every word, with the same holes", () => {
  const holes = (value: unknown): unknown =>
    typeof value === "string"
      ? [...value.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()
      : Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, holes(inner)]));
  for (const locale of ["en", "de", "es"] as const) expect(holes(wordsIn(locale))).toEqual(holes(wordsIn("fr")));
});
