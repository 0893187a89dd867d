/** What is needed before the file of a language has come: the launcher, and a word of patience. */
import type { Locale } from "../wire/types";
import { fr, type Strings } from "./fr";

type First = Pick<Strings, "open" | "close" | "step">;

export const FIRST: Readonly<Record<Locale, First>> = {
  fr,
  en: {
    open: "Open the conversation with Iris",
    close: "Close",
    step: "One moment…",
  },
  de: {
    open: "Gespräch mit Iris öffnen",
    close: "Schließen",
    step: "Einen Moment …",
  },
  es: {
    open: "Abrir la conversación con Iris",
    close: "Cerrar",
    step: "Un momento…",
  },
};
