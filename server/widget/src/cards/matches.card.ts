/** Occupations that could suit, by rank; of each why, how sure, what is missing, where to begin. */
import { html, nothing, type TemplateResult } from "lit";
import type { Ui } from "../view/ui";
import type { CardAction } from "../wire/types";
import { numberOf, put } from "../strings";
import { clamp, type Fields, linesOf, numberIn, wordsOf } from "./fields";
import { bar, framed, levelOf } from "./frame";
import { actions, type Draw } from "./kinds";
import { wordsIn } from "./words";

export const draw: Draw = (card, ui) => {
  const words = wordsIn(ui.locale);
  const matches = linesOf(card.data, "matches").filter((match) => wordsOf(match, "title"));
  if (!matches.length) return undefined;
  const owners = new Map(card.actions.map((action) => [action, ownerOf(action, matches)]));
  const of = (match: Fields | undefined): readonly CardAction[] => card.actions.filter((action) => owners.get(action) === match);
  const list = html`<ol class="ideas">
      ${matches.map((match, place) => html`<li>${one(match, place, ui, actions(card, ui, of(match)))}</li>`)}
    </ol>
    <p class="note">${words.order}</p>`;
  return framed(card, ui, words.matches, list, of(undefined));
};

/** The occupation that a button names; the longest title when one is a part of another. Undefined: it is for the whole list. */
function ownerOf(action: CardAction, matches: readonly Fields[]): Fields | undefined {
  const said = "text" in action ? `${action.label}\n${action.text}` : action.label;
  const named = matches.filter((match) => said.includes(wordsOf(match, "title")));
  return named.sort((one, other) => wordsOf(other, "title").length - wordsOf(one, "title").length)[0];
}

function one(match: Fields, place: number, ui: Ui, buttons: TemplateResult | typeof nothing): TemplateResult {
  const percent = clamp(Math.floor(numberIn(match, "percentile") ?? 0), 0, 100);
  const shares = [{ look: "full", amount: percent } as const, { look: "hollow", amount: 100 - percent } as const];
  return html`<h4><span class="rank">${numberIn(match, "rank") ?? place + 1}</span> ${wordsOf(match, "title")}</h4>
    ${percent ? bar(shares) : nothing}
    <p class="detail">${nearness(percent, ui)} ${counts(match, ui)}</p>
    <details class="why">
      <summary>${wordsIn(ui.locale).why}</summary>
      ${why(match, ui)} ${buttons}
    </details>`;
}

/** What the bar shows: a rank among all occupations. Of 0 nothing is known. */
function nearness(percent: number, ui: Ui): string {
  return percent ? put(wordsIn(ui.locale).near, { percent: numberOf(percent, ui.locale) }) : "";
}

function counts(match: Fields, ui: Ui): string {
  const [have, missing] = [numberIn(match, "have"), numberIn(match, "missing")];
  if (have === undefined || missing === undefined) return "";
  return put(wordsIn(ui.locale).counts, { have: numberOf(have, ui.locale), missing: numberOf(missing, ui.locale) });
}

function why(match: Fields, ui: Ui): TemplateResult {
  const words = wordsIn(ui.locale);
  const reasons = linesOf(match, "reasons").map((reason) => wordsOf(reason, "text")).filter(Boolean);
  const [entry, training] = [wordsOf(match, "entry"), wordsOf(match, "training")];
  const said: readonly (readonly [string, string])[] = [
    [words.entry, entry && training ? `${entry} (${training})` : entry || training],
    [words.firstStep, wordsOf(match, "first_step")],
    [words.sure, levelOf(match, "confidence", ui)],
  ];
  const summary = wordsOf(match, "summary");
  return html`${summary ? html`<p>${summary}</p>` : nothing} ${reasons.length ? html`<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>` : nothing}
    <dl>
      ${said.filter(([, value]) => value).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
    </dl>`;
}
