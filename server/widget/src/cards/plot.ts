/** The plot of exposure: numbered occupations, each with how far its figures go. */
import { html, svg, type TemplateResult } from "lit";
import type { Ui } from "../view/ui";
import { numberOf } from "../strings";
import { clamp } from "./fields";
import { wordsIn } from "./words";

export interface Range {
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/** An occupation: exposure to generative AI (0 to 1), automation of tasks (an index without a unit). */
export interface Point {
  readonly number: number;
  readonly ai: Range;
  readonly automation: Range;
}

/** Where levels begin: `knowledge/occupations/exposure.py` has them, with their sources. */
export const AI_HIGH = 0.5;
export const AUTOMATION_LOW = 3.4117;
export const AUTOMATION_HIGH = 3.5317;

/** What the index of automation spans, and a little more. */
const LEAST = 3.1;
const MOST = 4;

const WIDTH = 300;
const BOX = { left: 32, right: 298, top: 26, bottom: 246 };
/** Half of a number's ground, and how far from one another two of them have to stand. */
const BADGE = 10;

export function plot(points: readonly Point[], ui: Ui, legend: string): TemplateResult {
  const words = wordsIn(ui.locale);
  return html`<svg class="plot" role="img" viewBox="0 0 ${WIDTH} 304" aria-label=${words.plot} aria-describedby=${legend} focusable="false">
    ${ground(ui)} ${points.map(spread)} ${badges(points)}
  </svg>`;
}

function across(value: number): number {
  return BOX.left + (BOX.right - BOX.left) * clamp(value, 0, 1);
}

function up(value: number): number {
  return BOX.bottom - ((BOX.bottom - BOX.top) * (clamp(value, LEAST, MOST) - LEAST)) / (MOST - LEAST);
}

/** Axes, and where levels begin. */
function ground(ui: Ui): TemplateResult {
  const words = wordsIn(ui.locale);
  const levels = [
    [words.levels.high, MOST, AUTOMATION_HIGH],
    [words.levels.medium, AUTOMATION_HIGH, AUTOMATION_LOW],
    [words.levels.low, AUTOMATION_LOW, LEAST],
  ] as const;
  return svg`
    <rect class="grid" x=${BOX.left} y=${BOX.top} width=${BOX.right - BOX.left} height=${BOX.bottom - BOX.top} />
    <path class="edge" d="M${across(AI_HIGH)},${BOX.top}V${BOX.bottom}M${BOX.left},${up(AUTOMATION_HIGH)}H${BOX.right}M${BOX.left},${up(AUTOMATION_LOW)}H${BOX.right}" />
    <text x=${BOX.left} y="14" class="axis">${words.automationAxis.replace("→", "↑")}</text>
    ${levels.map(([name, top, bottom]) => vertical(name, 24, (up(top) + up(bottom)) / 2))}
    <text class="soft" text-anchor="middle" x=${across(AI_HIGH / 2)} y=${BOX.bottom + 32}>${words.lowOrMedium}</text>
    <text class="soft" text-anchor="middle" x=${across((1 + AI_HIGH) / 2)} y=${BOX.bottom + 32}>${words.levels.high}</text>
    ${[0, AI_HIGH, 1].map((tick) => svg`<text class="soft" text-anchor=${anchorOf(tick)} x=${across(tick)} y=${BOX.bottom + 16}>${numberOf(tick, ui.locale, 1)}</text>`)}
    <text class="axis" text-anchor="end" x=${BOX.right} y=${BOX.bottom + 52}>${words.aiAxis}</text>`;
}

function anchorOf(tick: number): string {
  return tick === 0 ? "start" : tick === 1 ? "end" : "middle";
}

function vertical(name: string, x: number, y: number): TemplateResult {
  return svg`<text class="soft" text-anchor="middle" transform="translate(${x} ${y}) rotate(-90)">${name}</text>`;
}

function spread(point: Point): TemplateResult {
  const [x, y] = [across(point.ai.value), up(point.automation.value)];
  return svg`<path class="spread" d="M${across(point.ai.low)},${y}H${across(point.ai.high)}M${x},${up(point.automation.low)}V${up(point.automation.high)}" /><circle class="dot-mark" cx=${x} cy=${y} r="3" />`;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Numbers beside their points, none over another one; a line leads to one that stands further away. */
function badges(points: readonly Point[]): readonly TemplateResult[] {
  const spots = points.map((point) => ({ x: across(point.ai.value), y: up(point.automation.value) }));
  const taken: Place[] = [];
  return points.map((point, nth) => {
    const spot = spots[nth] ?? { x: 0, y: 0 };
    const place = free(spot, taken, spots);
    taken.push(place);
    return svg`<path class="lead" d="M${spot.x},${spot.y}L${place.x},${place.y}" /><circle class="ground" cx=${place.x} cy=${place.y} r=${BADGE} /><text class="number" text-anchor="middle" x=${place.x} y=${place.y + 4.5}>${point.number}</text>`;
  });
}

/** The nearest place around a point, inside of the plot, that no number and no point has. */
function free(spot: Place, taken: readonly Place[], spots: readonly Place[]): Place {
  for (const far of [15, 25, 36, 48, 60, 75, 90]) {
    for (let turn = 0; turn < 16; turn += 1) {
      // Corners first: the lines of the ranges go straight up and across.
      const angle = ((2 * turn + 4) * Math.PI) / 16 - Math.PI / 2;
      const place = { x: spot.x + far * Math.cos(angle), y: spot.y + far * Math.sin(angle) };
      const inside =
        place.x > BOX.left + BADGE && place.x < BOX.right - BADGE && place.y > BOX.top + BADGE && place.y < BOX.bottom - BADGE;
      const apart = (other: Place, least: number): boolean => Math.hypot(place.x - other.x, place.y - other.y) >= least;
      if (inside && taken.every((other) => apart(other, 2 * BADGE + 2)) && spots.every((other) => apart(other, BADGE + 4))) return place;
    }
  }
  return { x: clamp(spot.x, BOX.left + BADGE, BOX.right - BADGE), y: clamp(spot.y - 15, BOX.top + BADGE, BOX.bottom - BADGE) };
}
