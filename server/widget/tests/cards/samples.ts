/** Cards as the server makes them, one of each kind, and a page that draws them. */
import { render } from "lit";
import { KINDS, STYLES } from "../../src/cards/all";
import { drawCard } from "../../src/cards/kinds";
import { fr } from "../../src/strings/fr";
import type { Ui } from "../../src/view/ui";
import type { Card, CardAction, Locale } from "../../src/wire/types";

const SOURCES = [{ kind: "ilo", name: "OIT, 2025", release: "WP140", checked_on: "2026-11-01", licence: "CC BY 4.0", address: "https://www.ilo.org/x" }];
const AI = { band: "medium", low: 0.25, high: 0.53, mean: 0.39, spread: 0.14 };
const AUTOMATION = { band: "high", low: 3.34, high: 3.9, risk: 3.597, bottlenecks: 0.57 };

const DATA: Readonly<Record<string, Record<string, unknown>>> = {
  matches: {
    assessment: "as_1",
    matches: ["Accueil", "Accueil social", "Vente"].map((title, place) => ({
      code: `M160${place}`,
      title,
      summary: "Accueillir et orienter.",
      rank: place + 1,
      score: 0.9307,
      percentile: 98 - place,
      confidence: "low",
      reasons: [{ part: "skills", text: `Ce qui sert déjà pour ${title}.`, sources: ["ilo"] }],
      have: 2,
      missing: 8,
      entry: "Aucun diplôme exigé",
      training: "pas de formation exigée",
      first_step: "Passer une heure dans un hall d’accueil",
    })),
    sources: SOURCES,
  },
  interests: {
    interests: [..."RIASEC"].map((letter, place) => ({ letter, label: `Goût ${letter}`, chosen: 1, offered: 2 + place, mean: 0.25, spread: 0.14 })),
  },
  exposure: {
    job: "D1505",
    occupations: [
      { code: "D1505", title: "Caisse", shared: 2, coarse: false, ai: AI, automation: AUTOMATION },
      { code: "M1601", title: "Accueil", shared: 12, coarse: true, ai: AI, automation: AUTOMATION },
      { code: "X", title: "Sellerie", shared: 1, coarse: false, ai: null, automation: AUTOMATION },
      { code: "Y", title: "Dorure", shared: 1, coarse: false, ai: null, automation: null },
    ],
    sources: SOURCES,
  },
  bridge: {
    code: "M1601",
    title: "Accueil",
    coverage: 0.154,
    have: [
      { id: "1", label: "Encaisser", evidence: "proven", weight: 1, by: "CQP Caisse", item: "it_1" },
      { id: "2", label: "Renseigner", evidence: "declared", weight: 0.9, by: "", item: "" },
    ],
    close: [{ id: "3", label: "Accueillir", owned: "Recevoir", likeness: 0.65 }],
    missing: Array.from({ length: 9 }, (_, nth) => ({ id: `m${nth}`, label: `Geste ${nth}` })),
    sources: SOURCES,
  },
  trajectory: {
    id: "tr_1",
    title: "Vers secrétaire médicale",
    version: 1,
    total: { min: 22, max: 110 },
    steps: [
      { id: "a", title: "Parler à trois personnes", kind: "try", start_week: { min: 0, max: 0 }, duration: { min: 0, max: 0 }, after: [], done: true, rule: "steps.ask", source: "règle d’Iris" },
      { id: "b", title: "Immersion", kind: "try", start_week: { min: 0, max: 0 }, duration: { min: 2, max: 8 }, after: ["a"], done: false, rule: "steps.try", source: "règle d’Iris" },
      { id: "c", title: "Formation", kind: "train", start_week: { min: 4, max: 51 }, duration: { min: 13, max: 39 }, after: ["b"], done: false, rule: "person", source: "durée donnée" },
    ],
    sources: [{ kind: "starter", name: "Iris, jeu de départ", checked_on: "2026-11-21" }],
  },
  proposal: {
    proposal_id: "p_1",
    product: "croissant",
    title: "Pack Croissant",
    amount: 599,
    currency: "EUR",
    points: 100,
    expires_at: "2999-01-01T00:00:00Z",
    sandbox: true,
  },
  teaser: { feature: "conversations", tier: "PLUS", plans: [], sandbox: true },
};

const ACTIONS: Readonly<Record<string, readonly CardAction[]>> = {
  matches: [
    { kind: "message", label: "Compétences : Accueil", text: "Quelles compétences pour Accueil ?" },
    { kind: "message", label: "Compétences : Accueil social", text: "Quelles compétences pour Accueil social ?" },
    { kind: "message", label: "Contester ou corriger", text: "Corriger une réponse" },
    { kind: "request", label: "D’où viennent ces chiffres ?", method: "GET", path: "/luna/aube/transparency/as_1" },
  ],
  proposal: [{ label: "Confirmer pour 5,99 €", method: "POST", path: "/billing/proposals/p_1/confirm", body: { amount: 599 } }],
};

export const DRAWN = Object.keys(DATA);

/** A card of a kind, with some of its data changed. */
export function card(kind: string, changes: Record<string, unknown> = {}): Card {
  const text = `Carte ${kind}\nTout ce que dit la carte ${kind}.`;
  return { id: `${kind}_1`, kind, version: 1, data: { ...structuredClone(DATA[kind]), ...changes }, text, actions: ACTIONS[kind] ?? [] };
}

/** What the page was asked. */
export interface Asked {
  readonly acts: CardAction[];
  readonly said: string[];
  paid: (() => void) | undefined;
}

export function page(changes: Partial<Ui> = {}, locale: Locale = "fr"): { ui: Ui; asked: Asked } {
  const asked: Asked = { acts: [], said: [], paid: undefined };
  const ui = {
    server: FILE,
    t: fr,
    locale,
    chat: { busy: false },
    order: undefined,
    ordering: false,
    unpaid: false,
    act: (action: CardAction) => asked.acts.push(action),
    go: (screen: string) => asked.said.push(screen),
    announce: (text: string) => asked.said.push(text),
    redraw: () => undefined,
    checkPaid: async (_order: unknown, paid: () => void) => {
      asked.paid = paid;
    },
    ...changes,
  };
  return { ui: ui as unknown as Ui, asked };
}

/** The second file, served as a module whose drawings are the real ones, and one that always fails. */
const FILE = "data:text/javascript,export const {KINDS, STYLES} = globalThis.SECOND_FILE;//";
const broken = (): never => {
  throw new Error("a drawing that fails");
};
Object.assign(globalThis, { SECOND_FILE: { KINDS: new Map([...KINDS, ["broken", broken]]), STYLES } });

/** Ask for the second file, and wait until it is there. */
export async function loaded(): Promise<void> {
  await new Promise<void>((done) => void drawCard(card("teaser"), page({ redraw: done }).ui));
}

/** A card as it stands in the page; in the place of what stood there, when it is given. */
export function shown(given: unknown, ui: Ui = page().ui, place: HTMLElement = document.createElement("div")): HTMLElement {
  render(drawCard(given as Card, ui), place);
  return place;
}

/** Words of an element, with single plain spaces, also between its parts. */
export function words(element: Element | null): string {
  const said: string[] = [];
  const walker = document.createTreeWalker(element ?? document.createElement("p"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) said.push(walker.currentNode.textContent ?? "");
  return said.join(" ").replace(/\s+/g, " ").trim();
}
