/** What drawings of cards share: a heading, foldable parts, bars, where data comes from. */
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Ui } from "../view/ui";
import type { Card, CardAction } from "../wire/types";
import { dateOf, put } from "../strings";
import { type Fields, linesOf, wordsOf } from "./fields";
import { actions, inWords } from "./kinds";
import { wordsIn } from "./words";

type Part = TemplateResult | typeof nothing;

/** A whole drawing: its heading, what is drawn, its buttons, where it comes from, and all of it in words. */
export function framed(card: Card, ui: Ui, heading: string, inside: unknown, chosen?: readonly CardAction[]): TemplateResult {
  return html`<h3 class="heading">${heading}</h3>
    ${inside} ${actions(card, ui, chosen)}
    <div class="folds">${sources(card.data, ui)} ${inWords(card, ui)}</div>`;
}

/** A name for the parts of a card, safe as an id. */
export function idOf(card: Card, part: string): string {
  return `${String(card.id).replace(/[^\w-]/g, "")}-${part}`;
}

/** A share of a bar, drawn; `look` says how: never by its colour alone. */
export interface Share {
  readonly look: "full" | "striped" | "hollow";
  readonly amount: number;
}

/** Shares of a whole, side by side. What it says stands beside it in words, so it has no name of its own. */
export function bar(shares: readonly Share[], name?: string): TemplateResult {
  const whole = shares.reduce((sum, share) => sum + share.amount, 0) || 1;
  let from = 0;
  const drawn = shares
    .filter((share) => share.amount > 0)
    .map((share) => {
      const [x, width] = [from, (100 * share.amount) / whole];
      from += width;
      const rect = svg`<rect class=${share.look} x="${x}%" y="0" width="${width}%" height="100%" />`;
      return share.look === "striped" ? svg`${rect}<line class="stripes" x1="${x}%" x2="${from}%" y1="50%" y2="50%" />` : rect;
    });
  return name === undefined
    ? html`<svg class="bar" aria-hidden="true" focusable="false">${drawn}</svg>`
    : html`<svg class="bar" role="img" aria-label=${name} focusable="false">${drawn}</svg>`;
}

/** Where the data comes from, and when it was read. */
function sources(data: Fields, ui: Ui): Part {
  const lines = linesOf(data, "sources").filter((source) => wordsOf(source, "name"));
  if (!lines.length) return nothing;
  return html`<details class="sources">
    <summary>${ui.t.sources} (${lines.length})</summary>
    <ul>
      ${lines.map((source) => html`<li>${named(source)}${checked(source, ui)}</li>`)}
    </ul>
  </details>`;
}

function named(source: Fields): TemplateResult | string {
  const [name, release, address] = [wordsOf(source, "name"), wordsOf(source, "release"), wordsOf(source, "address")];
  const whole = release && !name.includes(release) ? `${name} (${release})` : name;
  if (!/^https:\/\/[^\s]+$/.test(address)) return whole;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${whole}</a>`;
}

function checked(source: Fields, ui: Ui): Part {
  const day = wordsOf(source, "checked_on");
  return day ? html`<span class="detail">${put(ui.t.checked, { date: dateOf(day, ui.locale) })}</span>` : nothing;
}

/** How sure it is, in words; nothing for a level that is not known. */
export function levelOf(data: Fields, name: string, ui: Ui): string {
  const words = wordsIn(ui.locale);
  const level = wordsOf(data, name);
  return level === "low" || level === "medium" || level === "high" ? words.levels[level] : "";
}
