/** Builds dist/: the widget (one IIFE), its drawings of cards, its languages, their manifest. Same sources, same bytes. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
/** Where the files go: dist/, or the folder that is named. */
const dist = process.argv[2] ?? join(here, "dist");
const sha = (kind, bytes) => createHash(kind).update(bytes);

/** Style sheets and templates without their indentation: whitespace in them says nothing more than one space does. */
function compact(code) {
  return code
    .replace(/(?:css|html)`[^`]*`/g, (template) => template.replace(/\s*\n\s*/g, " "))
    .replace(/css`[^`]*`/g, (sheet) => sheet.replace(/\/\*.*?\*\//g, "").replace(/\s*([{};,])\s*|(:)\s+/g, "$1$2").replaceAll(";}", "}"));
}

/**
 * Of marked only the lexer is used. Its module ends by making an instance of everything, which no bundler dares to drop
 * (6 kB of gzip): that end is cut off here, and the build fails where a version ends otherwise. What is left makes dozens of
 * regular expressions, 10 ms of a page's start: it runs at the first text that is read.
 */
function lexerOnly(code) {
  const end = /;var \w+=new \w+;function \w+\(\w+,\w+\)\{return \w+\.parse[\s\S]*export\{[^}]*?(\w+) as Lexer\b[\s\S]*$/;
  if (!end.test(code)) throw new Error("marked ends otherwise than this build knows");
  const lazy = `(() => {${code.replace(end, ";return $1;")}})()`;
  return `let made; export function Lexer(options) { return new (made ??= ${lazy})(options); }`;
}

/** What Lit leaves on `globalThis` stays inside: a page that has a Lit of its own sees nothing of this one. */
function inside(code) {
  return code.replace(/(?:\b\w+\.)?\b(litHtmlVersions|litElementVersions|reactiveElementVersions|litPropertyMetadata)\b/g, "inner.$1");
}

/** Drawings come in a file of their own, beside the widget's Lit: of Lit they need only what makes templates. */
const TEMPLATES = `
  const of = (type) => (strings, ...values) => ({ _$litType$: type, strings, values });
  export const html = of(1), svg = of(2), nothing = Symbol.for("lit-nothing");
`;

const plugins = [
  { name: "compact", transform: (code, id) => (id.includes("/widget/src/") ? compact(code) : undefined) },
  { name: "inside", transform: (code, id) => (/node_modules\/(@lit|lit)/.test(id) ? inside(code) : undefined) },
  { name: "lexer-only", transform: (code, id) => (id.endsWith("/marked.esm.js") ? lexerOnly(code) : undefined) },
];
const templates = {
  name: "templates-only",
  enforce: "pre",
  resolveId: (id) => (id === "lit" ? "\0lit" : undefined),
  load: (id) => (id === "\0lit" ? TEMPLATES : undefined),
};

/** Build one file from its entry; gives its bytes. */
async function bundle(entry, format, define, extra = []) {
  const [{ output }] = await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    plugins: [...extra, ...plugins],
    define: { "process.env.NODE_ENV": '"production"', ...define },
    build: {
      write: false,
      target: "es2022",
      lib: { entry, formats: [format], name: "_", fileName: () => "file.js" },
      // Twice in a page is once, before anything else: a page's policy lets Lit make its Trusted Types policy once.
      rollupOptions: { output: { intro: format === "iife" ? 'if (customElements.get("iris-chat")) return; const inner = {};' : "" } },
    },
  });
  return Buffer.from(output[0].code);
}

/** `name.<first 8 of its hash>.ext`: an address whose content never changes. */
function hashed(name, bytes) {
  const [stem, extension] = name.split(".");
  return `${stem}.${sha("sha256", bytes).digest("hex").slice(0, 8)}.${extension}`;
}

const beside = { "iris-cards.js": await bundle("src/cards/all.ts", "es", {}, [templates]) };
for (const locale of ["en", "de", "es"]) {
  beside[`${locale}.json`] = Buffer.from(JSON.stringify(JSON.parse(readFileSync(join(here, `src/strings/${locale}.json`), "utf8"))));
}
const addresses = Object.fromEntries(Object.entries(beside).map(([name, bytes]) => [name, hashed(name, bytes)]));
const known = { cards: addresses["iris-cards.js"], en: addresses["en.json"], de: addresses["de.json"], es: addresses["es.json"] };
/** What is in the bundle of other people's, and under which licence. */
beside["licences.txt"] = Buffer.from(
  ["lit", "lit-html", "lit-element", "@lit/reactive-element", "marked", "eventsource-parser"]
    .map((name) => `${name}\n\n${readFileSync(join(here, "node_modules", name, "LICENSE"), "utf8").trim()}\n`)
    .join(`\n${"-".repeat(80)}\n\n`),
);

const files = { "iris-widget.js": await bundle("src/main.ts", "iife", { __FILES__: JSON.stringify(known) }), ...beside };

/** Source files that the bundle is made from, by their path, with LF. Tests make no bundle. */
function sources() {
  const inside = readdirSync(join(here, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(here, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  return [...inside, "build.mjs", "package.json", "package-lock.json", "tsconfig.json"].sort();
}

const hash = createHash("sha256");
for (const path of sources()) {
  const text = readFileSync(join(here, path), "utf8").replaceAll("\r\n", "\n");
  hash.update(`${path}\0${text}\0`);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const manifest = { source: hash.digest("hex"), files: {} };
for (const [name, bytes] of Object.entries(files)) {
  writeFileSync(join(dist, name), bytes);
  manifest.files[name] = {
    address: hashed(name, bytes),
    sha256: sha("sha256", bytes).digest("hex"),
    integrity: `sha384-${sha("sha384", bytes).digest("base64")}`,
    bytes: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
  };
}
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
