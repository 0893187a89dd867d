/** Tokens to Lit templates. No HTML is ever parsed: what looks like HTML is text, an image is a link. */
import type { Token, Tokens } from "marked";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Block } from "./lexing";

export interface Drawing {
  readonly copy: string;
  readonly copied: string;
  copyText(text: string, button: HTMLElement): void;
}

type Drawn = TemplateResult | string | typeof nothing | Drawn[];

/** Controls that turn text around, so that a link or a file name reads as another. */
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;
const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

export function drawBlocks(blocks: readonly Block[], drawing: Drawing): Drawn[] {
  return blocks.map((block) => html`${guard([block, drawing], () => drawBlock(block, drawing))}`);
}

function drawBlock(block: Block, drawing: Drawing): Drawn {
  return block.tokens === null ? html`<p class="raw">${plain(block.source)}</p>` : draw(block.tokens, drawing);
}

/** The address that a link may lead to; undefined for any other than the web's, mail's and the telephone's. */
export function safeAddress(href: string): string | undefined {
  try {
    const url = new URL(href);
    return SAFE.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

export function plain(text: string): string {
  return text.replace(OVERRIDES, "");
}

function draw(tokens: readonly Token[] | undefined, drawing: Drawing): Drawn[] {
  return (tokens ?? []).map((token) => one(token as Tokens.Generic, drawing));
}

function one(token: Tokens.Generic, drawing: Drawing): Drawn {
  const inner = (): Drawn => (token.tokens ? draw(token.tokens, drawing) : unescaped(String(token["text"] ?? "")));
  switch (token.type) {
    case "space":
    case "def":
      return nothing;
    case "paragraph":
      return html`<p>${inner()}</p>`;
    case "heading":
      // The page has its own headings: those of a message stay below them.
      return html`<p class="heading" role="heading" aria-level=${Math.min(6, Number(token["depth"]) + 2)}>${inner()}</p>`;
    case "blockquote":
      return html`<blockquote>${inner()}</blockquote>`;
    case "hr":
      return html`<hr />`;
    case "code":
      return code(token as unknown as Tokens.Code, drawing);
    case "list":
      return list(token as unknown as Tokens.List, drawing);
    case "table":
      return table(token as unknown as Tokens.Table, drawing);
    case "strong":
      return html`<strong>${inner()}</strong>`;
    case "em":
      return html`<em>${inner()}</em>`;
    case "del":
      return html`<del>${inner()}</del>`;
    case "codespan":
      return html`<code>${plain(String(token["text"]))}</code>`;
    case "br":
      return html`<br />`;
    case "link":
      return link(String(token["href"]), inner());
    case "image":
      return link(String(token["href"]), plain(String(token["text"] || token["href"])));
    case "checkbox":
      return token["checked"] ? "☑ " : "☐ ";
    case "text":
    case "escape":
      return inner();
    default:
      return plain(String(token.raw));
  }
}

function link(href: string, inner: Drawn): Drawn {
  const address = safeAddress(href);
  if (address === undefined) return html`${inner}`;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${inner}</a>`;
}

function code(token: Tokens.Code, drawing: Drawing): Drawn {
  const text = plain(token.text);
  return html`<div class="code">
    <button type="button" class="copy" @click=${(event: Event) => drawing.copyText(text, event.currentTarget as HTMLElement)}>
      ${drawing.copy}
    </button>
    <pre tabindex="0"><code>${text}</code></pre>
  </div>`;
}

function list(token: Tokens.List, drawing: Drawing): Drawn {
  const items = token.items.map((item) => html`<li>${draw(item.tokens, drawing)}</li>`);
  return token.ordered ? html`<ol start=${Number(token.start) || 1}>${items}</ol>` : html`<ul>${items}</ul>`;
}

function table(token: Tokens.Table, drawing: Drawing): Drawn {
  const row = (cells: readonly Tokens.TableCell[]): Drawn => cells.map((cell) => html`<td>${draw(cell.tokens, drawing)}</td>`);
  return html`<div class="table" tabindex="0" role="group">
    <table>
      <thead>
        <tr>
          ${token.header.map((cell) => html`<th scope="col">${draw(cell.tokens, drawing)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${token.rows.map((cells) => html`<tr>${row(cells)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

/** The entities that people and models write: Markdown knows them, and nothing here reads HTML. */
function unescaped(text: string): string {
  const written = text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&nbsp;/g, "\u00a0")
    .replace(/&amp;/g, "&");
  return plain(written);
}
