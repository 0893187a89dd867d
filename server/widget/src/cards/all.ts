/** The second file: every drawing. A file here named `<kind>.card.ts` that exports `draw` is a kind. */
import type { Draw, Kinds } from "./kinds";

const FILES = import.meta.glob<{ readonly draw: Draw }>("./*.card.ts", { eager: true });

export const KINDS: Kinds = new Map(
  Object.entries(FILES).map(([path, file]) => [path.replace(/^.*\/|\.card\.ts$/g, ""), file.draw]),
);

export { STYLES } from "./style";
