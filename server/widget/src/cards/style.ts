/** How drawings of cards look; added to the widget's own style when they are loaded. Levels of fill, never colour alone. */
const css = String.raw;

export const STYLES = css`
  .card > .heading {
    margin: 0 0 8px;
    line-height: 1.3;
  }
  .card h4 {
    display: flex;
    align-items: baseline;
    gap: 8px;
    margin: 12px 0 4px;
    font-size: 0.9375rem;
    line-height: 1.35;
  }
  .card p,
  .card ul,
  .card ol,
  .card dl {
    margin: 4px 0;
  }
  .card .detail {
    line-height: 1.4;
  }
  .card svg {
    display: block;
  }
  .card svg text {
    font-size: 12.5px;
    fill: var(--_ink);
  }
  .card svg .soft {
    fill: var(--_soft);
    font-size: 12px;
  }
  .rank {
    flex: none;
    min-width: 24px;
    height: 24px;
    padding: 0 6px;
    border-radius: 12px;
    font: 700 13px/24px system-ui, sans-serif;
    text-align: center;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .card .bar {
    width: 100%;
    height: 12px;
    margin: 6px 0;
    border: 1px solid var(--_accent);
    border-radius: 4px;
    overflow: hidden;
  }
  .full {
    fill: var(--_accent);
  }
  .striped,
  .hollow {
    fill: var(--_paper);
  }
  .stripes {
    stroke: var(--_accent);
    stroke-width: 100%;
    stroke-dasharray: 2 3;
  }
  .card .folds > details,
  .card details.why {
    margin-block-start: 4px;
  }
  .card summary {
    display: list-item;
    min-height: 44px;
    padding-block: 10px;
    line-height: 24px;
  }
  .card .actions {
    margin-block: 8px;
  }
  .card .action {
    min-height: 44px;
  }
  .card .sources ul {
    padding-inline-start: 1.2em;
    font-size: 0.875rem;
  }
  .ideas,
  .legend,
  .steps,
  .values,
  .skills {
    padding: 0;
    list-style: none;
  }
  .ideas > li {
    padding-block: 6px 0;
    border-block-start: 1px solid var(--_line);
  }
  .ideas > li:first-child {
    border: 0;
  }
  .card .ideas h4 {
    margin-block: 2px;
  }
  .card .ideas p {
    margin: 2px 0;
  }
  .reasons {
    padding-inline-start: 1.2em;
    font-size: 0.9375rem;
  }
  .why dt {
    margin-block-start: 8px;
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--_soft);
  }
  .why dd {
    margin: 0;
    font-size: 0.9375rem;
  }
  .radar,
  .plot {
    width: 100%;
    max-width: 360px;
    height: auto;
    margin: 0 auto 8px;
  }
  .grid {
    fill: none;
    stroke: var(--_line);
  }
  .area {
    fill: var(--_accent);
    fill-opacity: 0.18;
    stroke: var(--_accent);
    stroke-width: 2;
  }
  .spread {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 2.5;
    stroke-linecap: round;
  }
  .plot .spread {
    stroke-width: 1.5;
    stroke-opacity: 0.7;
  }
  .dot-mark,
  .ground {
    fill: var(--_accent);
  }
  .edge {
    fill: none;
    stroke: var(--_soft);
    stroke-dasharray: 4 4;
  }
  .lead {
    stroke: var(--_soft);
  }
  .card svg .number {
    font-size: 13px;
    font-weight: 700;
    fill: var(--_on-accent);
  }
  .values li {
    padding-block: 4px;
  }
  .values .detail,
  .legend .detail,
  .skills .detail,
  .steps .detail {
    display: block;
  }
  .legend > li {
    display: flex;
    gap: 8px;
    padding-block: 6px;
  }
  .legend > li > div {
    min-width: 0;
  }
  .card h4 .bar {
    flex: none;
    align-self: center;
    width: 22px;
    margin: 0;
  }
  .skills li {
    padding-block: 3px;
    line-height: 1.35;
  }
  .steps > li {
    position: relative;
    padding-block: 0 14px;
    padding-inline-start: 32px;
    line-height: 1.35;
  }
  .steps > li:not(:last-child)::before {
    content: "";
    position: absolute;
    inset-block: 20px 0;
    inset-inline-start: 9px;
    border-inline-start: 2px solid var(--_line);
  }
  .mark-step {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    width: 20px;
    height: 20px;
    fill: none;
    stroke: var(--_accent);
    stroke-width: 2;
  }
  .done .mark-step circle {
    fill: var(--_accent);
  }
  .done .mark-step path {
    stroke: var(--_on-accent);
    stroke-width: 2.5;
  }
  .lasts {
    display: block;
    font-size: 0.9375rem;
  }
  .price {
    font-size: 1.25rem;
    font-weight: 700;
  }
  @media (forced-colors: active) {
    .card .bar,
    .card svg {
      forced-color-adjust: none;
      color: CanvasText;
    }
    .card svg text,
    .card svg .soft {
      fill: CanvasText;
    }
    .rank {
      border: 1px solid CanvasText;
    }
    .card .bar {
      border-color: CanvasText;
    }
    .done .mark-step circle,
    .full,
    .dot-mark,
    .ground,
    .area {
      fill: CanvasText;
    }
    .striped,
    .hollow {
      fill: Canvas;
    }
    .card svg .number {
      fill: Canvas;
    }
    .done .mark-step path {
      stroke: Canvas;
    }
    .grid,
    .edge,
    .lead,
    .spread,
    .stripes,
    .area,
    .mark-step {
      stroke: CanvasText;
    }
  }
`;
