/** The interface in every language; what is put in, and how dates, numbers and prices are said. */
import type { Locale } from "../wire/types";
import { FIRST } from "./first";
import { fr, type Strings } from "./fr";

export type { Strings } from "./fr";

/** Names of the files beside the widget's, with their hashes; the build puts them in. */
declare const __FILES__: Readonly<Record<string, string>>;
export const FILES: Readonly<Record<string, string>> = typeof __FILES__ === "undefined" ? {} : __FILES__;

/** The language of a page or a person; English when it is none of ours. */
export function localeOf(...wishes: readonly (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const language = wish?.toLowerCase().split(/[-_]/)[0];
    if (language && language in FIRST) return language as Locale;
  }
  return "en";
}

/** A language that there is; undefined for any other. */
export function known(locale: string | undefined): Locale | undefined {
  return locale !== undefined && Object.hasOwn(FIRST, locale) ? (locale as Locale) : undefined;
}

/** French is in the widget; another language is a file beside it, and until it is there a few words of it are. */
export class Languages {
  private readonly known = new Map<Locale, Strings>([["fr", fr]]);
  private readonly asked = new Set<Locale>();
  private readonly failed = new Set<Locale>();

  constructor(
    private readonly origin: () => string,
    private readonly changed: () => void,
  ) {}

  /** Whether everything in a language is there; if not, it is on its way. */
  has(locale: Locale): boolean {
    if (this.known.has(locale)) return true;
    if (!this.asked.has(locale)) void this.ask(locale);
    return this.failed.has(locale);
  }

  /** The strings of a language, with the host's own in their place. */
  of(locale: Locale, own: Partial<Strings>): Strings {
    return { ...fr, ...FIRST[locale], ...this.known.get(locale), ...own };
  }

  private async ask(locale: Locale): Promise<void> {
    this.asked.add(locale);
    try {
      const answer = await fetch(`${this.origin()}/widget/${FILES[locale] ?? `${locale}.json`}`, { credentials: "omit" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.known.set(locale, (await answer.json()) as Strings);
    } catch {
      // Better in French than not at all; asked again when the panel is next drawn after a while.
      this.failed.add(locale);
      setTimeout(() => this.asked.delete(locale), 5000);
    }
    this.changed();
  }
}

/** `text` with each `{name}` replaced. */
export function put(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function dateOf(iso: string, locale: string, time = false): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, time ? { dateStyle: "medium", timeStyle: "short" } : { dateStyle: "long" }).format(date);
}

/** `amount` in cents. */
export function priceOf(amount: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount / 100);
}

export function numberOf(value: number, locale: string, digits = 0): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** « 1 point », « 30 points ». */
export function pointsOf(count: number, t: Strings, locale: string): string {
  const one = new Intl.PluralRules(locale).select(count) === "one";
  return put(one ? t.point : t.points, { count: numberOf(count, locale) });
}
