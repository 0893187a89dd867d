/** What is needed before the file of a language has come: the launcher, and a word of patience. */
import type { Locale } from "../wire/types";
import { fr, type Strings } from "./fr";

type First = Pick<Strings, "open" | "close" | "step" | "unread" | "unreadMany">;

export const FIRST: Readonly<Record<Locale, First>> = {
  fr,
  en: {
    open: "Open the conversation with Iris",
    close: "Close",
    step: "One moment…",
    unread: "{count} unread message",
    unreadMany: "{count} unread messages",
  },
  de: {
    open: "Gespräch mit Iris öffnen",
    close: "Schließen",
    step: "Einen Moment …",
    unread: "{count} ungelesene Nachricht",
    unreadMany: "{count} ungelesene Nachrichten",
  },
  es: {
    open: "Abrir la conversación con Iris",
    close: "Cerrar",
    step: "Un momento…",
    unread: "{count} mensaje sin leer",
    unreadMany: "{count} mensajes sin leer",
  },
};
