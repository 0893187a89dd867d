/** A trajectory: its steps from the first to the last, how long each takes, and whose figure that is. */
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Ui } from "../view/ui";
import { numberOf, put } from "../strings";
import { type Fields, fieldsOf, linesOf, numberIn, wordsOf } from "./fields";
import { bar, framed } from "./frame";
import type { Draw } from "./kinds";
import { wordsIn, type Words } from "./words";

/** Weeks that are said as weeks; more of them are said in months. */
const WEEKS = 12;

export const draw: Draw = (card, ui) => {
  const words = wordsIn(ui.locale);
  const steps = linesOf(card.data, "steps").filter((step) => wordsOf(step, "title"));
  if (!steps.length) return undefined;
  const done = steps.filter((step) => step["done"] === true).length;
  const total = span(card.data["total"], ui);
  const progress = put(words.progress, { done, all: steps.length });
  const shares = [{ look: "full", amount: done } as const, { look: "hollow", amount: steps.length - done } as const];
  const inside = html`${bar(shares)}
    <p class="detail">${progress} ${total ? put(words.total, { span: total }) : nothing}</p>
    <ol class="steps">
      ${steps.map((step) => html`<li class=${step["done"] === true ? "done" : "open"}>${one(step, ui)}</li>`)}
    </ol>`;
  return framed(card, ui, wordsOf(card.data, "title") || words.trajectory, inside);
};

function one(step: Fields, ui: Ui): TemplateResult {
  const words = wordsIn(ui.locale);
  const done = step["done"] === true;
  const kind = wordsOf(step, "kind");
  const means = kind in words.steps ? words.steps[kind as keyof Words["steps"]] : "";
  const lasts = span(step["duration"], ui);
  const begins = start(step, ui);
  const source = wordsOf(step, "source");
  return html`<svg class="mark-step" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <circle cx="10" cy="10" r="8.5" />${done ? svg`<path d="M5.5 10.5l3 3 6-7" />` : nothing}
    </svg>
    <strong>${wordsOf(step, "title")}</strong>
    <span class="detail">${[done ? words.done : words.todo, means].filter(Boolean).join(" · ")}</span>
    ${!done && lasts ? html`<span class="lasts">${put(words.lasts, { span: lasts })}${source ? ` (${source})` : nothing}</span>` : nothing}
    ${!done && begins ? html`<span class="lasts">${begins}</span>` : nothing}`;
}

/** How long it is before a step may begin. */
function start(step: Fields, ui: Ui): string {
  const words = wordsIn(ui.locale);
  if (numberIn(fieldsOf(step["start_week"]), "max") === 0) return words.now;
  const wait = span(step["start_week"], ui);
  return wait && put(words.wait, { span: wait });
}

/** From the least to the most, in weeks or, when it is long, in months; empty where it is not known. */
function span(value: unknown, ui: Ui): string {
  const words = wordsIn(ui.locale);
  const [least, most] = [numberIn(fieldsOf(value), "min"), numberIn(fieldsOf(value), "max")];
  if (least === undefined || most === undefined || least < 0 || most < least) return "";
  const said = (figure: number): string => numberOf(figure, ui.locale, 1);
  if (most === 0) return words.noTime;
  if (most > WEEKS) {
    const [a, b] = [Math.floor((least * 12) / 52), Math.ceil((most * 12) / 52)];
    if (a === 0) return put(words.monthsUpTo, { b: said(b) });
    return a === b ? put(words.monthsAlone, { a: said(a) }) : put(words.months, { a: said(a), b: said(b) });
  }
  if (least !== most) return put(words.weeks, { a: said(least), b: said(most) });
  return most === 1 ? words.oneWeek : put(words.weeksAlone, { a: said(most) });
}
