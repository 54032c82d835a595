/** Draws progress over time: an inline SVG chart of stacked outcomes, with the same numbers as a table. */
import { escapeHtml } from "./escape.ts";
import { formatNumber, formatTime } from "./format.ts";
import { OUTCOMES, type OutcomeCounts, type TimelinePoint } from "./timeline.ts";
import { OUTCOME_NAMES } from "./wording.ts";

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 72;
const RIGHT = 704;
const TOP = 14;
const BOTTOM = 224;
/** Greatest number of steps of the vertical axis, before the last one is rounded up. */
const MAX_TICKS = 5;

/** Renders the chart, or a sentence when there is nothing to draw. */
export function renderChart(points: readonly TimelinePoint[]): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return "<p>There is nothing to draw: too little was logged.</p>";
  const step = roundUpStep(total(last.counts) / MAX_TICKS);
  const top = step * Math.ceil(total(last.counts) / step);
  const x = (time: number) => LEFT + ((time - first.time) / (last.time - first.time)) * (RIGHT - LEFT);
  const y = (count: number) => BOTTOM - (count / top) * (BOTTOM - TOP);
  const description = `${formatTime(first.time)} to ${formatTime(last.time)}. At the end: ${describeCounts(last.counts)}.`;
  return `<figure>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-name chart-text">
<title id="chart-name">Logged outcomes over time</title>
<desc id="chart-text">${escapeHtml(description)}</desc>
${grid(step, top, y)}
${OUTCOMES.map((outcome, index) => (last.counts[outcome] > 0 ? area(points, index, x, y) : "")).join("\n")}
${timeLabels(first.time, last.time)}
</svg>
<figcaption><ul class="legend">${OUTCOMES.map((outcome) => legend(outcome, last.counts[outcome])).join("")}</ul></figcaption>
</figure>
${table(points)}`;
}

function grid(step: number, top: number, y: (count: number) => number): string {
  const lines: string[] = [];
  for (let count = 0; count <= top; count += step) {
    const at = coordinate(y(count));
    lines.push(
      `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${at}" y2="${at}"/>`,
      `<text x="${LEFT - 8}" y="${coordinate(y(count) + 4)}" text-anchor="end">${formatNumber(count)}</text>`,
    );
  }
  return lines.join("\n");
}

type Scale = (value: number) => number;

/** One outcome: an area between the sum of the outcomes below it and the sum including it. */
function area(points: readonly TimelinePoint[], index: number, x: Scale, y: Scale): string {
  const upper = points.map(({ time, counts }) => `${coordinate(x(time))},${coordinate(y(stacked(counts, index + 1)))}`);
  const lower = points
    .map(({ time, counts }) => `${coordinate(x(time))},${coordinate(y(stacked(counts, index)))}`)
    .reverse();
  const outcome = OUTCOMES[index];
  return `<path class="area ${outcome}" d="M${[...upper, ...lower].join("L")}Z"/><path class="edge ${outcome}" d="M${upper.join("L")}"/>`;
}

function timeLabels(first: number, last: number): string {
  const labels = [
    [LEFT, "start", first],
    [(LEFT + RIGHT) / 2, "middle", (first + last) / 2],
    [RIGHT, "end", last],
  ] as const;
  const sameDay = formatTime(first).slice(0, 10) === formatTime(last).slice(0, 10);
  const exact = last - first < 10_000;
  const label = (time: number) => {
    const iso = new Date(time).toISOString().replace("T", " ");
    return iso.slice(sameDay ? 11 : 0, exact ? 23 : 19);
  };
  return labels
    .map(
      ([at, anchor, time], index) =>
        `<text x="${at}" y="${BOTTOM + 22}" text-anchor="${anchor}" class="${anchor}">${label(time)}${index === 2 ? " UTC" : ""}</text>`,
    )
    .join("\n");
}

function legend(outcome: (typeof OUTCOMES)[number], count: number): string {
  return `<li><svg viewBox="0 0 28 12" width="28" height="12" aria-hidden="true"><path class="area ${outcome}" d="M0 2H28V12H0Z"/><path class="edge ${outcome}" d="M0 2H28"/></svg> ${OUTCOME_NAMES[outcome]}: ${formatNumber(count)}</li>`;
}

function table(points: readonly TimelinePoint[]): string {
  const head = OUTCOMES.map((outcome) => `<th scope="col">${OUTCOME_NAMES[outcome]}</th>`).join("");
  const rows = points.map(({ time, counts }) => {
    const cells = OUTCOMES.map((outcome) => `<td>${formatNumber(counts[outcome])}</td>`).join("");
    return `<tr><th scope="row"><time datetime="${new Date(time).toISOString()}">${formatTime(time)}</time></th>${cells}</tr>`;
  });
  return `<details><summary>The chart as a table</summary>
<table class="numbers"><caption>Logged outcomes up to each moment</caption>
<thead><tr><th scope="col">Moment</th>${head}</tr></thead>
<tbody>${rows.join("")}</tbody></table></details>`;
}

function describeCounts(counts: OutcomeCounts): string {
  return OUTCOMES.map((outcome) => `${formatNumber(counts[outcome])} ${OUTCOME_NAMES[outcome].toLowerCase()}`).join(
    ", ",
  );
}

function total(counts: OutcomeCounts): number {
  return stacked(counts, OUTCOMES.length);
}

function stacked(counts: OutcomeCounts, outcomes: number): number {
  return OUTCOMES.slice(0, outcomes).reduce((sum, outcome) => sum + counts[outcome], 0);
}

/** The next 1, 2 or 5 times a power of ten that is at least the value, and at least 1. */
function roundUpStep(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((factor) => factor * power >= value) ?? 10) * power;
}

function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}
