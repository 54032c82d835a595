/**
 * The parts of the page.
 *
 * What can be written before the log is read comes first, so that it need not stay in memory.
 */
import { createHash } from "node:crypto";
import type { CycleSummary } from "../../provisioning/index.ts";
import { renderHead } from "./card-table.ts";
import type { Connection } from "./connection.ts";
import { type EntryCounts, renderCycleCounts } from "./count-list.ts";
import type { DroppedList } from "./dropped-list.ts";
import { escapeCode, escapeHtml } from "./escape.ts";
import { formatCount, formatNumber, formatTime } from "./format.ts";
import type { HeldBackList } from "./held-back-list.ts";
import { REPORT_MARK } from "./own-report.ts";
import { pageScript } from "./page-script.ts";
import { STYLE } from "./page-style.ts";
import { renderChart } from "./progress-chart.ts";
import type { ReasonList } from "./reason-list.ts";
import { OUTCOMES, type Timeline } from "./timeline.ts";
import { ACTION_NAMES, OUTCOME_NAMES } from "./wording.ts";

const SCRIPT = `"use strict";(${pageScript.toString()})();`;

function sourceHash(source: string): string {
  return `'sha256-${createHash("sha256").update(source, "utf8").digest("base64")}'`;
}

/** The page loads and sends nothing, and only this one script and this one style sheet apply. */
function contentSecurityPolicy(): string {
  return [
    "default-src 'none'",
    `script-src ${sourceHash(SCRIPT)}`,
    `style-src ${sourceHash(STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/** What the start of the page shows. */
export interface PageStart {
  readonly connection: Connection;
  /** When the cycle began; of a page without a cycle, when it was written. */
  readonly date: Date;
  /** What the page is about, in a sentence or a few. */
  readonly lead: string;
  /** What the reader must know besides. */
  readonly warnings: readonly string[];
}

/** Renders the page up to its parts: what ran when, and how it ended. */
export function renderPageStart({ connection, date, lead, warnings }: PageStart): string {
  const notes = warnings.map((warning) => `<p class="warning">${escapeHtml(warning)}</p>`);
  const { source, target } = connection;
  const time = formatTime(date.getTime());
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${REPORT_MARK}
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<title>Provisioning report: ${escapeHtml(target)}, ${time.slice(0, 10)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#changes-heading">Skip to the list of changes</a>
<header>
<h1>Provisioning report <span><bdi>${escapeHtml(source)}</bdi> → <bdi>${escapeHtml(target)}</bdi></span> <span><time datetime="${date.toISOString()}">${time}</time></span></h1>
${connectionDetails(connection)}
<p class="lead">${escapeHtml(lead)}</p>
${notes.join("\n")}
</header>
<main>
`;
}

/** The ids by which an administrator finds the connection; an empty string when none is known. */
function connectionDetails({ tenant, application, tenantUrl }: Connection): string {
  const parts = [
    ["Tenant", tenant],
    ["Application", application],
    ["Tenant URL", tenantUrl],
  ].flatMap(([name, value]) => (value ? [`${name} <bdi>${escapeCode(value)}</bdi>`] : []));
  return parts.length === 0 ? "" : `<p class="connection">${parts.join(" · ")}</p>`;
}

/** What the rest of the page shows. */
export interface PageEnd {
  /** How the cycle ended; undefined for a page about log entries. */
  readonly summary: CycleSummary | undefined;
  readonly counts: EntryCounts;
  readonly timeline: Timeline;
  readonly heldBack: HeldBackList;
  readonly dropped: DroppedList;
  readonly reasons: ReasonList;
  /** Number of changes that were logged. */
  readonly logged: number;
  /** Number of changes in the page. */
  readonly shown: number;
  readonly written: Date;
}

/** Renders the rest of the page: first what needs somebody, then how much was done, and every change. */
export function renderPageEnd(end: PageEnd): string {
  const { summary, timeline, heldBack, dropped, reasons, logged, shown, written } = end;
  return `<section aria-labelledby="failures-heading">
<h2 id="failures-heading">Failures</h2>
${reasons.render("failed", summary?.counts)}
</section>
${heldBack.render(summary === undefined ? "earlier" : "now")}${dropped.render()}<section aria-labelledby="counts-heading">
<h2 id="counts-heading">Counts</h2>
${summary === undefined ? logCounts(end) : renderCycleCounts(summary)}
</section>
<section aria-labelledby="progress-heading">
<h2 id="progress-heading">Progress over time</h2>
${summary === undefined ? "" : `<p>This part counts the ${logEntries(logged)} of the cycle. The counts above are of users, and include those for whom nothing new was logged.</p>`}
${renderChart(timeline.points())}
</section>
<section aria-labelledby="skips-heading">
<h2 id="skips-heading">Skipped users</h2>
${reasons.render("skipped", summary?.counts)}
</section>
${changeList(logged, shown)}
</main>
<footer><p>Written ${escapeHtml(formatTime(written.getTime()))} by proxyclick-scim.${summary === undefined ? "" : ` Cycle ${escapeHtml(summary.cycleId)}.`} Keep this file to yourself: it holds personal data.</p></footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** How many entries the page is about, of which time, and what was done. */
function logCounts({ logged, timeline: { first, last }, counts }: PageEnd): string {
  const period = first < last ? `, from ${formatTime(first)} to ${formatTime(last)}` : "";
  return `<p>${logEntries(logged)}${period}.</p>
${counts.render()}`;
}

function logEntries(count: number): string {
  return formatCount(count, "log entry", "log entries");
}

function changeList(logged: number, shown: number): string {
  const cut =
    shown < logged
      ? `<p class="warning">This page holds ${formatNumber(shown)} of ${formatCount(logged, "logged change")}, the first of each result. All of them are in the provisioning log.</p>`
      : "";
  return `<section aria-labelledby="changes-heading">
<h2 id="changes-heading" tabindex="-1">Changes</h2>
${cut}
<p id="without-script">The list and its search need scripts; the other parts of this page do not.</p>
<div id="controls" role="search" aria-label="Changes" hidden>
<label>Search names, attributes, values, reasons<input id="search" type="search" autocomplete="off" spellcheck="false"></label>
<label>Result<select id="outcome"><option value="">All</option>${options(OUTCOMES.map((outcome) => OUTCOME_NAMES[outcome]))}</select></label>
<label>Action<select id="action"><option value="">All</option>${options(Object.values(ACTION_NAMES))}</select></label>
</div>
<div class="wide" role="region" aria-labelledby="changes-caption" tabindex="0">
<table id="changes" class="cards" role="table" aria-labelledby="changes-caption">
<caption id="changes-caption">Changes with old and new values; times in UTC</caption>
${renderHead(["User", "Time", "Action", "Result", "Details"])}
<tbody role="rowgroup"></tbody>
</table>
</div>
<nav class="pages" aria-label="Pages of changes">
<button type="button" id="previous">Previous</button>
<button type="button" id="next">Next</button>
<span id="found" role="status"></span>
</nav>
</section>`;
}

function options(names: readonly string[]): string {
  return names.map((name) => `<option>${escapeHtml(name)}</option>`).join("");
}
