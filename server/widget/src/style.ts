/** How the widget looks. Hosts change it by `--iris-*` properties and `::part()`. */
import { css } from "lit";

/** The colours of the night, where they are chosen and where the system asks for them. */
const dark = css`
  --_accent: var(--iris-dark-accent, #a9b6ff);
  --_on-accent: var(--iris-dark-on-accent, #141829);
  --_paper: var(--iris-dark-paper, #161a27);
  --_raised: var(--iris-dark-raised, #222839);
  --_ink: var(--iris-dark-ink, #eceef6);
  --_soft: var(--iris-dark-soft, #b3b9cc);
  --_line: var(--iris-dark-line, #3b4258);
  --_warn: var(--iris-dark-warn, #ffb4a6);
  color-scheme: dark;
`;

export const styles = css`
  :host {
    --_accent: var(--iris-accent, #3d4f9f);
    --_on-accent: var(--iris-on-accent, #fff);
    --_paper: var(--iris-paper, #fff);
    --_raised: var(--iris-raised, #f3f4f9);
    --_ink: var(--iris-ink, #1d2233);
    --_soft: var(--iris-soft, #565d73);
    --_line: var(--iris-line, #d5d8e4);
    --_warn: var(--iris-warn, #9c2b1b);
    --_agent: var(--_accent);
    --_radius: var(--iris-radius, 16px);
    color-scheme: light;
    font: var(--iris-font, 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif);
    color: var(--_ink);
    text-align: start;
  }
  :host([theme="dark"]) {
    ${dark}
  }
  @media (prefers-color-scheme: dark) {
    :host([theme="auto"]) {
      ${dark}
    }
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    touch-action: manipulation;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .launcher,
  .greeting,
  .panel,
  .hidden {
    /* What a page says of everything, this element included, is inherited: not in here. */
    font: var(--iris-font, 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif);
    letter-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-transform: none;
    white-space: normal;
    word-spacing: normal;
    visibility: visible;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
    padding: 0;
  }
  .icon {
    width: 1.25em;
    height: 1.25em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .launcher {
    position: fixed;
    inset-block-end: max(20px, env(safe-area-inset-bottom));
    inset-inline-end: max(20px, env(safe-area-inset-right));
    z-index: var(--iris-z, 2147483000);
    width: 60px;
    height: 60px;
    border: 0;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-size: 22px;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: 0 6px 24px rgb(20 24 41 / 0.28);
  }
  .badge {
    position: absolute;
    inset-block-start: -2px;
    inset-inline-end: -2px;
    min-width: 22px;
    height: 22px;
    padding: 0 6px;
    border-radius: 11px;
    font: 600 13px/22px system-ui, sans-serif;
    background: #b3261e;
    color: #fff;
  }
  .greeting {
    position: fixed;
    inset-block-end: max(92px, env(safe-area-inset-bottom));
    inset-inline-end: max(20px, env(safe-area-inset-right));
    z-index: var(--iris-z, 2147483000);
    display: flex;
    align-items: start;
    max-width: min(300px, calc(100vw - 40px));
    padding: 6px;
    background: var(--_paper);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: 0 6px 24px rgb(20 24 41 / 0.2);
  }
  .greeting > :first-child {
    border: 0;
    padding: 8px;
    background: none;
    text-align: start;
  }
  .panel {
    display: flex;
    flex-direction: column;
    position: fixed;
    inset-block-end: 92px;
    inset-inline-end: 20px;
    z-index: var(--iris-z, 2147483000);
    width: min(420px, calc(100vw - 40px));
    height: min(680px, calc(100dvh - 112px));
    background: var(--_paper);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    overflow: hidden;
    box-shadow: 0 12px 48px rgb(20 24 41 / 0.24);
  }
  .panel:focus {
    outline: none;
  }
  :host([mode="page"]) {
    display: block;
    height: 100%;
  }
  :host([mode="page"]) .panel {
    position: static;
    width: 100%;
    height: 100%;
    border: 0;
    border-radius: 0;
    box-shadow: none;
  }
  @media (max-width: 480px) {
    :host(:not([mode="page"])) .panel {
      inset: var(--_top, 0) 0 auto;
      width: 100%;
      height: var(--_height, 100dvh);
      border: 0;
      border-radius: 0;
      padding-block-end: env(safe-area-inset-bottom);
    }
    :host(:not([mode="page"])[open]) .launcher {
      display: none;
    }
  }
  header {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 8px 10px;
    border-block-end: 1px solid var(--_line);
    background: var(--_paper);
  }
  h2 {
    flex: 1;
    min-width: 0;
    margin: 0;
    font-size: 1rem;
    line-height: 1.25;
  }
  h3 {
    font-size: 1rem;
    margin: 1.25rem 0 0.5rem;
  }
  .does {
    display: block;
    font-weight: 400;
    font-size: 0.8125rem;
    color: var(--_soft);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mark,
  .dot {
    flex: none;
    border-radius: 50%;
    background: var(--_agent);
  }
  .mark {
    width: 14px;
    height: 14px;
    margin: 0 6px;
  }
  .dot {
    display: inline-block;
    width: 9px;
    height: 9px;
    margin-inline-end: 6px;
  }
  [data-agent="aube"] {
    --_agent: #b4552d;
  }
  [data-agent="cv"] {
    --_agent: #2f6f5e;
  }
  [data-agent="letters"] {
    --_agent: #6a4c93;
  }
  [data-agent="coach"] {
    --_agent: #a23b5f;
  }
  .tool,
  .round {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-width: 36px;
    min-height: 36px;
    padding: 0 6px;
    border: 0;
    border-radius: 10px;
    background: none;
    color: var(--_soft);
  }
  .tool:hover,
  .round:hover {
    background: var(--_raised);
    color: var(--_ink);
  }
  .tool.done,
  .tool[aria-pressed="true"] {
    color: var(--_accent);
  }
  .energy {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .list,
  .screen {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 12px 14px;
  }
  .list:focus-visible,
  .screen:focus-visible {
    outline-offset: -3px;
  }
  .message {
    margin-block: 0 10px;
    content-visibility: auto;
    contain-intrinsic-size: auto 80px;
    overflow-wrap: anywhere;
  }
  .message.user {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
  }
  .who {
    display: flex;
    align-items: baseline;
    margin: 8px 0 4px;
    font-size: 0.8125rem;
    font-weight: 600;
    white-space: nowrap;
  }
  .who .does {
    margin-inline-start: 6px;
  }
  .bubble {
    max-width: 100%;
    overflow: hidden;
  }
  .user .bubble {
    max-width: 88%;
    padding: 8px 12px;
    border-radius: var(--_radius);
    border-end-end-radius: 4px;
    background: var(--_raised);
  }
  .said {
    white-space: pre-wrap;
    margin: 0;
  }
  .bubble p,
  .bubble ul,
  .bubble ol,
  .bubble blockquote {
    margin: 0 0 0.6em;
  }
  .bubble > :last-child,
  .bubble li > p {
    margin-block-end: 0;
  }
  .bubble ul,
  .bubble ol {
    padding-inline-start: 1.4em;
  }
  .bubble blockquote {
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_line);
    color: var(--_soft);
  }
  .heading {
    font-weight: 700;
  }
  a {
    color: var(--_accent);
  }
  code,
  pre {
    font: 0.9em/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace;
  }
  .code {
    position: relative;
    margin-block-end: 0.6em;
  }
  pre {
    margin: 0;
    padding: 10px;
    overflow-x: auto;
    background: var(--_raised);
    border-radius: 8px;
  }
  .copy {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    padding: 2px 8px;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_paper);
    font-size: 0.75rem;
  }
  .table {
    overflow-x: auto;
    margin-block-end: 0.6em;
  }
  table {
    border-collapse: collapse;
    font-size: 0.9375rem;
  }
  th,
  td {
    padding: 4px 8px;
    border: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
  }
  .raw {
    white-space: pre-wrap;
    max-height: 20em;
    overflow: auto;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    min-height: 30px;
  }
  .tools .tool {
    min-width: 32px;
    min-height: 32px;
    font-size: 0.8125rem;
  }
  .reason {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    width: 100%;
  }
  .reason input {
    flex: 1;
    min-width: 10em;
  }
  input:not([type="checkbox"]),
  select,
  textarea {
    padding: 8px 10px;
    border: 1px solid var(--_soft);
    border-radius: 10px;
    background: var(--_paper);
  }
  .card {
    margin: 6px 0;
    padding: 12px;
    border: 1px solid var(--_line);
    border-radius: 12px;
    background: var(--_paper);
  }
  .card.choices {
    border: 0;
    padding: 0;
  }
  .text {
    margin: 0 0 8px;
    white-space: pre-line;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .actions + .actions {
    margin-block-start: 8px;
  }
  .actions.column {
    flex-direction: column;
    margin-block-start: 1.25rem;
  }
  .action,
  .topic,
  .more {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 42px;
    padding: 8px 14px;
    border: 1px solid var(--_accent);
    border-radius: 12px;
    background: var(--_paper);
    color: var(--_accent);
    text-align: start;
    text-decoration: none;
  }
  .action:hover,
  .topic:hover,
  .more:hover {
    background: var(--_raised);
  }
  .action[disabled] {
    opacity: 0.6;
    cursor: default;
  }
  .action.main,
  .round.main {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .action.danger {
    border-color: var(--_warn);
    color: var(--_warn);
  }
  .detail,
  .note {
    font-size: 0.875rem;
    color: var(--_soft);
  }
  .sources .detail::before {
    content: " · ";
  }
  .warn {
    color: var(--_warn);
  }
  .note {
    margin: 6px 0;
  }
  summary {
    cursor: pointer;
    font-size: 0.875rem;
    color: var(--_soft);
    min-height: 28px;
  }
  .more {
    display: flex;
    margin: 4px auto 12px;
  }
  .working {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_soft);
    margin: 8px 0;
  }
  .pulse {
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: var(--_accent);
    animation: pulse 1.2s ease-in-out infinite alternate;
  }
  @keyframes pulse {
    from {
      opacity: 0.25;
    }
  }
  .score {
    margin: 12px 0 0;
    padding: 10px 12px;
    border: 1px solid var(--_line);
    border-radius: 12px;
  }
  .trouble,
  .sure {
    padding: 10px 12px;
    border-inline-start: 4px solid var(--_warn);
    background: var(--_raised);
    border-radius: 8px;
    margin-block: 8px;
  }
  .trouble p,
  .sure p {
    margin: 0 0 8px;
  }
  .banner {
    margin: 0;
    padding: 6px 14px;
    background: var(--_raised);
    font-size: 0.875rem;
  }
  .notice {
    padding: 12px 14px;
    background: var(--_raised);
    border-block-end: 1px solid var(--_line);
    font-size: 0.9375rem;
  }
  .notice p {
    margin: 0 0 8px;
  }
  .topics,
  .threads,
  .uploads {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .topics {
    display: grid;
    gap: 8px;
  }
  .topic {
    width: 100%;
    border-color: var(--_line);
    color: var(--_ink);
  }
  .label {
    margin: 16px 0 8px;
    color: var(--_soft);
    font-size: 0.875rem;
  }
  .welcome {
    font-size: 1.0625rem;
  }
  .latest {
    align-self: center;
    margin-block: -44px 8px;
    width: 36px;
    height: 36px;
    display: grid;
    place-items: center;
    border: 1px solid var(--_line);
    border-radius: 50%;
    background: var(--_paper);
    z-index: 1;
  }
  .composer {
    padding: 8px 10px;
    border-block-start: 1px solid var(--_line);
  }
  .row {
    display: flex;
    align-items: flex-end;
    gap: 6px;
  }
  textarea {
    flex: 1;
    min-width: 0;
    max-height: 160px;
    resize: none;
    line-height: 1.4;
  }
  .round {
    width: 42px;
    height: 42px;
    font-size: 1.0625rem;
  }
  .uploads li {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 0.875rem;
  }
  .uploads span {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .files {
    margin: 0 0 4px;
  }
  .file {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 2px 8px;
    border: 1px solid var(--_line);
    border-radius: 8px;
    font-size: 0.875rem;
  }
  .threads li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    border-block-end: 1px solid var(--_line);
  }
  .thread {
    flex: 1;
    min-width: 0;
    display: grid;
    padding: 10px 4px;
    border: 0;
    background: none;
    text-align: start;
  }
  .thread[aria-current] {
    font-weight: 700;
  }
  .sure {
    width: 100%;
  }
  .field {
    display: grid;
    gap: 4px;
    margin-block-end: 12px;
  }
  .consent {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    margin-block-end: 12px;
    font-size: 0.9375rem;
  }
  .consent input {
    width: 22px;
    height: 22px;
    flex: none;
  }
  .balance {
    font-size: 1.25rem;
    font-weight: 700;
  }
  .seen {
    margin: 0 0 12px;
    padding: 10px;
    border: 1px solid var(--_line);
    border-radius: 10px;
  }
  .seen dt {
    font-size: 0.8125rem;
    color: var(--_soft);
  }
  .seen dd {
    margin: 0 0 6px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .link {
    border: 0;
    padding: 0;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      scroll-behavior: auto !important;
    }
  }
  @media (forced-colors: active) {
    .launcher,
    .action,
    .round,
    .bubble,
    .dot,
    .mark {
      border: 1px solid ButtonText;
    }
    .icon {
      stroke: ButtonText;
    }
  }
`;
