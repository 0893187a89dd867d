/** Icons: one path each, in a box of 24. */
import { html, type TemplateResult } from "lit";

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  down: "M17 2h3v11h-3M17 2H7.5L4 10.5V13h6l-1 6 1.5 3L17 13",
  up: "M7 22H4V11h3M7 22h9.5l3.5-8.5V11h-6l1-6-1.5-3L7 11",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  clip: "M8 12.5l6-6a3 3 0 0 1 4.2 4.2l-8.5 8.5a5 5 0 0 1-7-7L11 4",
  send: "M4 12l16-8-6 16-3-6.5z",
  stop: "M7 7h10v10H7z",
  menu: "M4 7h16M4 12h16M4 17h16",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  plus: "M12 5v14M5 12h14",
  back: "M15 5l-7 7 7 7",
  popout: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  retry: "M20 12a8 8 0 1 1-2.3-5.7M20 4v5h-5",
  energy: "M13 2L4 14h7l-1 8 9-12h-7z",
  bin: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  talk: "M4 5h16v11H9l-5 4z",
  bottom: "M12 5v14M6 13l6 6 6-6",
} as const;

export type Icon = keyof typeof PATHS;

export function icon(name: Icon): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
