/** The skills of an occupation: what is there and what shows it, what is close, what is to be learnt. */
import { html, nothing, type TemplateResult } from "lit";
import type { Ui } from "../view/ui";
import { numberOf, put } from "../strings";
import { clamp, type Fields, linesOf, numberIn, wordsOf } from "./fields";
import { bar, framed, type Share } from "./frame";
import type { Draw } from "./kinds";
import { wordsIn, type Words } from "./words";

/** Skills of a group that are shown before a tap. */
const SHOWN = 5;
const LOOKS = { have: "full", close: "striped", missing: "hollow" } as const;
type Group = keyof typeof LOOKS;

export const draw: Draw = (card, ui) => {
  const words = wordsIn(ui.locale);
  const title = wordsOf(card.data, "title");
  const names = Object.keys(LOOKS) as Group[];
  const groups = names.map((name) => ({ name, skills: linesOf(card.data, name).filter((skill) => wordsOf(skill, "label")) }));
  if (!title || groups.every(({ skills }) => !skills.length)) return undefined;
  const said = groups.map(({ name, skills }) => put(words.part, { name: words[name], count: skills.length }));
  const shares = groups.map(({ name, skills }): Share => ({ look: LOOKS[name], amount: skills.length }));
  const coverage = numberIn(card.data, "coverage");
  const inside = html`${bar(shares, said.join(", "))}
    ${coverage === undefined ? nothing : html`<p class="detail">${put(words.coverage, { percent: numberOf(100 * clamp(coverage, 0, 1), ui.locale) })}</p>`}
    ${groups.map(({ name, skills }, nth) => group(name, said[nth] ?? "", skills, ui))}`;
  return framed(card, ui, put(words.bridge, { title }), inside);
};

function group(name: Group, said: string, skills: readonly Fields[], ui: Ui): TemplateResult {
  const words = wordsIn(ui.locale);
  // One more line takes no more place than the button that would show it.
  const shown = skills.length > SHOWN + 1 ? skills.slice(0, SHOWN) : skills;
  const rest = skills.slice(shown.length);
  const list = (some: readonly Fields[]): TemplateResult =>
    html`<ul class="skills">${some.map((skill) => html`<li>${one(name, skill, words)}</li>`)}</ul>`;
  return html`<h4>${bar([{ look: LOOKS[name], amount: 1 }])}${said}</h4>
    ${skills.length ? list(shown) : html`<p class="detail">${words.nothing}</p>`}
    ${rest.length ? html`<details><summary>${put(words.more, { count: rest.length })}</summary>${list(rest)}</details>` : nothing}`;
}

function one(name: Group, skill: Fields, words: Words): TemplateResult {
  const owned = wordsOf(skill, "owned");
  const second = name === "have" ? evidence(skill, words) : name === "close" && owned ? put(words.closeTo, { owned }) : "";
  return html`${wordsOf(skill, "label")}${second ? html` <span class="detail">${second}</span>` : nothing}`;
}

/** What shows that the skill is there. */
function evidence(skill: Fields, words: Words): string {
  const kind = wordsOf(skill, "evidence");
  if (!(kind in words.evidence)) return "";
  const shown = words.evidence[kind as keyof Words["evidence"]];
  const by = wordsOf(skill, "by");
  return by ? put(words.by, { evidence: shown, by }) : shown;
}
