/** The six interests: a radar, and the same in a list. */
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Ui } from "../view/ui";
import { numberOf, put } from "../strings";
import { clamp, type Fields, linesOf, numberIn, twoLines, wordsOf } from "./fields";
import { framed, idOf } from "./frame";
import type { Draw } from "./kinds";
import { wordsIn } from "./words";

const WIDTH = 280;
const HEIGHT = 250;
const CENTRE = { x: WIDTH / 2, y: HEIGHT / 2 };
const RADIUS = 78;
/** Between two rings, of 1. */
const RING = 0.25;
/** Characters on a line of a name: two of them stand side by side below the tip. */
const LETTERS = 14;

/** An axis, whose angle goes clockwise from the top; `mean` and `spread` are 0 to 1, undefined where nothing is known. */
interface Axis {
  readonly angle: number;
  readonly label: string;
  readonly mean: number | undefined;
  readonly spread: number;
}

export const draw: Draw = (card, ui) => {
  const words = wordsIn(ui.locale);
  const interests = linesOf(card.data, "interests").filter(nameOf).slice(0, 12);
  if (!interests.length) return undefined;
  const list = idOf(card, "list");
  const inside = html`${interests.length > 2 ? radar(interests, words.radar, list) : nothing}
    <ul class="values" id=${list}>
      ${interests.map((each) => html`<li><strong>${nameOf(each)}</strong> <span class="detail">${value(each, ui)}</span></li>`)}
    </ul>
    <p class="note">${words.interestsNote}</p>`;
  return framed(card, ui, words.interests, inside);
};

function nameOf(interest: Fields): string {
  return wordsOf(interest, "label") || wordsOf(interest, "letter");
}

/** How often it was chosen, and the estimate that follows. */
function value(interest: Fields, ui: Ui): string {
  const words = wordsIn(ui.locale);
  const [chosen, offered] = [numberIn(interest, "chosen"), numberIn(interest, "offered") ?? 0];
  const [mean, spread] = [numberIn(interest, "mean"), numberIn(interest, "spread")];
  const often = chosen !== undefined && offered > 0 ? put(words.chosen, { chosen, offered }) : words.notOffered;
  if (mean === undefined) return `${often}, ${words.none}`;
  const said = { mean: numberOf(mean, ui.locale, 2), spread: numberOf(spread ?? 0, ui.locale, 2) };
  return `${often}, ${put(spread === undefined ? words.estimateAlone : words.estimate, said)}`;
}

function radar(interests: readonly Fields[], name: string, list: string): TemplateResult {
  const axes = interests.map((each, place): Axis => {
    const mean = numberIn(each, "mean");
    return {
      angle: (2 * Math.PI * place) / interests.length,
      label: nameOf(each),
      mean: mean === undefined ? undefined : clamp(mean, 0, 1),
      spread: clamp(numberIn(each, "spread") ?? 0, 0, 1),
    };
  });
  const most = Math.max(...axes.map((axis) => (axis.mean ?? 0) + axis.spread));
  const rings = clamp(Math.ceil(most / RING), 2, 4);
  const at = (axis: Axis, amount: number): string => {
    const far = RADIUS * clamp(amount / (rings * RING), 0, 1);
    return `${(CENTRE.x + far * Math.sin(axis.angle)).toFixed(1)},${(CENTRE.y - far * Math.cos(axis.angle)).toFixed(1)}`;
  };
  const ring = (amount: number): string => axes.map((axis) => at(axis, amount)).join(" ");
  const known = axes.flatMap((axis) => (axis.mean === undefined ? [] : [{ axis, mean: axis.mean }]));
  return html`<svg class="radar" role="img" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-label=${name} aria-describedby=${list} focusable="false">
    ${Array.from({ length: rings }, (_, nth) => svg`<polygon class="grid" points=${ring((nth + 1) * RING)} />`)}
    ${axes.map((axis) => svg`<path class="grid" d="M${at(axis, 0)}L${at(axis, 1)}" />`)}
    ${known.length === axes.length ? svg`<polygon class="area" points=${known.map(({ axis, mean }) => at(axis, mean)).join(" ")} />` : nothing}
    ${known.map(({ axis, mean }) => spot(at(axis, mean - axis.spread), at(axis, mean + axis.spread), at(axis, mean)))}
    ${axes.map(label)}
  </svg>`;
}

function spot(low: string, high: string, middle: string): TemplateResult {
  const [x, y] = middle.split(",");
  return svg`<path class="spread" d="M${low}L${high}" /><circle class="dot-mark" cx=${x} cy=${y} r="4.5" />`;
}

/** The name of an axis, beyond its tip: in the middle at the top and the bottom, along the edge on the sides. */
function label(axis: Axis): TemplateResult {
  const [across, down] = [Math.sin(axis.angle), -Math.cos(axis.angle)];
  const lines = twoLines(axis.label, LETTERS);
  const upright = Math.abs(across) < 0.1;
  const x = upright ? CENTRE.x : across > 0 ? WIDTH - 2 : 2;
  const anchor = upright ? "middle" : across > 0 ? "end" : "start";
  const tip = CENTRE.y + RADIUS * down;
  // Above the tip the last line stands nearest to it, below it the first one.
  const first = down < 0 ? tip - (upright ? 8 : 14) - 14 * (lines.length - 1) : tip + (upright ? 18 : 24);
  return svg`<text text-anchor=${anchor}>${lines.map((line, nth) => svg`<tspan x=${x} y=${first + 14 * nth}>${line}</tspan>`)}</text>`;
}
