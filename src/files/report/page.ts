/**
 * The parts of the page, in their order. Everything that can be written before the log was read comes first, so that nothing has to be kept.
 */
import { createHash } from "node:crypto";
import type { CycleSummary } from "../../provisioning/index.ts";
import type { HeldBack } from "./held-back-list.ts";
import { pageScript } from "./page-script.ts";
import { STYLE } from "./page-style.ts";
import { chart } from "./progress-chart.ts";
import type { Reasons } from "./reason-list.ts";
import { counted, html, moment, number, span } from "./text.ts";
import { OUTCOMES, type TimelinePoint } from "./timeline.ts";
import { ACTION_NAMES, OUTCOME_NAMES, type SystemNames, sentence, total, warnings } from "./wording.ts";

const SCRIPT = `"use strict";(${pageScript.toString()})();`;

function digest(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}

/** Nothing is loaded, nothing is sent, and only this one script and this one style sheet are in force. */
const POLICY = [
  "default-src 'none'",
  `script-src ${digest(SCRIPT)}`,
  `style-src ${digest(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** What the head of the page tells. */
export interface PageHead {
  readonly summary: CycleSummary;
  readonly names: SystemNames;
  readonly dryRun: boolean;
}

/** The page up to the counts. */
export function pageHead({ summary, names, dryRun }: PageHead): string {
  const notes = warnings(summary).map((text) => `<p class="warning">${html(text)}</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<title>Provisioning report: ${html(names.target)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#changes-heading">Skip to the list of changes</a>
<header>
<h1>Provisioning report</h1>
<p class="lead">${html(sentence(summary, names, dryRun))}</p>
${notes.join("\n")}
</header>
<main>
<section aria-labelledby="counts-heading">
<h2 id="counts-heading">Counts</h2>
${countList(summary)}
</section>
`;
}

function countList({ counts, duration }: CycleSummary): string {
  const failed = total(counts.failed);
  const waiting = counts.waiting > 0 ? ([["Waiting to be tried again", number(counts.waiting), ""]] as const) : [];
  const items = [
    ["Read", number(counts.read), ""],
    ["Created", number(counts.created), ""],
    ["Updated", number(counts.updated), ""],
    ["Disabled", number(counts.disabled), ""],
    ["Deleted", number(counts.deleted), ""],
    ["Unchanged", number(counts.unchanged), ""],
    ["Skipped", number(total(counts.skipped)), ""],
    ["Failed", number(failed), failed > 0 ? "failed" : ""],
    ...waiting,
    ["Duration", span(duration), ""],
  ] as const;
  return `<dl class="counts">
${items.map(([name, value, mark]) => `<div class="${mark}"><dt>${name}</dt><dd>${value}</dd></div>`).join("\n")}
</dl>`;
}

/** What the rest of the page tells. */
export interface PageRest {
  readonly summary: CycleSummary;
  readonly points: readonly TimelinePoint[];
  readonly heldBack: HeldBack;
  readonly reasons: Reasons;
  /** Changes that were logged. */
  readonly logged: number;
  /** Changes that the page holds. */
  readonly shown: number;
  readonly written: Date;
}

/** The page from the chart to its end. */
export function pageRest({ summary, points, heldBack, reasons, logged, shown, written }: PageRest): string {
  return `<section aria-labelledby="progress-heading">
<h2 id="progress-heading">Progress over time</h2>
${chart(points)}
</section>
${heldBack.render()}<section aria-labelledby="failures-heading">
<h2 id="failures-heading">Failures</h2>
${reasons.render("failed", summary.counts)}
</section>
<section aria-labelledby="skips-heading">
<h2 id="skips-heading">Skipped users</h2>
${reasons.render("skipped", summary.counts)}
</section>
${changeList(logged, shown)}
</main>
<footer><p>Written ${html(moment(written.getTime()))} by proxyclick-scim. Cycle ${html(summary.cycleId)}. Keep this file to yourself: it holds personal data.</p></footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function changeList(logged: number, shown: number): string {
  const cut =
    shown < logged
      ? `<p class="warning">This page holds ${number(shown)} of ${counted(logged, "logged change")}, the first of each result. All of them are in the provisioning log.</p>`
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
<table id="changes">
<caption id="changes-caption">Changes with old and new values; times in UTC</caption>
<thead><tr><th scope="col">User</th><th scope="col">Time</th><th scope="col">Action</th><th scope="col">Result</th><th scope="col">Details</th></tr></thead>
<tbody></tbody>
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
  return names.map((name) => `<option>${html(name)}</option>`).join("");
}
