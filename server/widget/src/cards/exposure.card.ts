/** Exposure on two axes that are never made one; what has no data is said, and never drawn. */
import { html, nothing, type TemplateResult } from "lit";
import type { Ui } from "../view/ui";
import { numberOf, put } from "../strings";
import { type Fields, fieldsOf, linesOf, numberIn, wordsOf } from "./fields";
import { framed, idOf, levelOf } from "./frame";
import type { Draw } from "./kinds";
import { plot, type Point } from "./plot";
import { wordsIn } from "./words";

/** Occupations that a plot on a phone can hold. */
const MOST = 12;

export const draw: Draw = (card, ui) => {
  const words = wordsIn(ui.locale);
  const occupations = linesOf(card.data, "occupations").filter((one) => wordsOf(one, "title")).slice(0, MOST);
  if (!occupations.length) return undefined;
  const points = occupations.flatMap((one, place) => pointOf(one, place + 1));
  const placed = new Set(points.map((point) => point.number));
  const legend = idOf(card, "legend");
  const inside = html`${points.length ? plot(points, ui, legend) : html`<p class="note">${words.nonePlaced}</p>`}
    <ol class="legend" id=${legend}>
      ${occupations.map((one, place) => html`<li>${line(one, place + 1, wordsOf(card.data, "job"), placed, ui)}</li>`)}
    </ol>
    <p class="note">${words.meaning}</p>`;
  return framed(card, ui, words.exposure, inside);
};

/** Where an occupation stands; nothing where an axis has no data. */
function pointOf(one: Fields, number: number): readonly Point[] {
  const [ai, automation] = [fieldsOf(one["ai"]), fieldsOf(one["automation"])];
  const [x, y] = [numberIn(ai, "mean"), numberIn(automation, "risk")];
  if (x === undefined || y === undefined) return [];
  const range = (axis: Fields, value: number): { low: number; value: number; high: number } => ({
    low: numberIn(axis, "low") ?? value,
    value,
    high: numberIn(axis, "high") ?? value,
  });
  return [{ number, ai: range(ai, x), automation: range(automation, y) }];
}

function line(one: Fields, number: number, job: string, placed: ReadonlySet<number>, ui: Ui): TemplateResult {
  const words = wordsIn(ui.locale);
  const [ai, automation] = [fieldsOf(one["ai"]), fieldsOf(one["automation"])];
  const shared = numberIn(one, "shared");
  const none = !wordsOf(ai, "band") && !wordsOf(automation, "band");
  const today = job && wordsOf(one, "code") === job ? ` (${words.today})` : "";
  return html`<span class="rank">${number}</span>
    <div>
      <strong>${wordsOf(one, "title")}${today}</strong>
      ${none ? said("", words.none) : [said(words.ai, axis(ai, undefined, ui)), said(words.automation, axis(automation, numberIn(automation, "risk"), ui))]}
      ${one["coarse"] === true && shared !== undefined ? said("", put(words.few, { shared })) : nothing}
      ${!none && placed.size && !placed.has(number) ? said("", words.notPlaced) : nothing}
    </div>`;
}

function said(name: string, words: string): TemplateResult {
  return html`<span class="detail">${name ? `${name} — ${words}` : words}</span>`;
}

/** An axis in words: its level, the index, how far it goes. */
function axis(data: Fields, index: number | undefined, ui: Ui): string {
  const words = wordsIn(ui.locale);
  const band = levelOf(data, "band", ui);
  if (!band) return words.none;
  const figure = (value: number): string => numberOf(value, ui.locale, 2);
  const [low, high] = [numberIn(data, "low"), numberIn(data, "high")];
  const parts = [index === undefined ? "" : put(words.index, { value: figure(index) })];
  if (low !== undefined && high !== undefined && low !== high) parts.push(put(words.range, { low: figure(low), high: figure(high) }));
  const inside = parts.filter(Boolean).join(", ");
  return inside ? `${band} (${inside})` : band;
}
