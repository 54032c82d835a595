/** The HTML report: its content, its safety, and the file. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { type HtmlReportOptions, htmlReport, writeHtmlReport } from "../../../src/files/index.ts";
import type { CycleSummary, ProvisioningLogEntry } from "../../../src/provisioning/index.ts";
import { provisioningErrorOf } from "../../support/provisioning-error.ts";
import { HOSTILE, reportEntries, reportEntry, reportRemovals, SUMMARY } from "../../support/report-entries.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
let path: string;
beforeEach(() => {
  path = folder.file("report.html");
});

async function page(report: Partial<HtmlReportOptions> = {}): Promise<string> {
  await writeHtmlReport(path, { summary: SUMMARY, entries: reportEntries(100), now: () => new Date(0), ...report });
  return readFileSync(path, "utf8");
}

const elements = (text: string, name: string) => [
  ...text.matchAll(new RegExp(`<${name}\\b([^>]*)>(.*?)</${name}>`, "gs")),
];
const contents = (text: string, name: string) => elements(text, name).map(([, , content = ""]) => content);
const data = (text: string): unknown[][] =>
  elements(text, "script")
    .filter(([, attributes]) => attributes?.includes("application/json"))
    .flatMap(([, , content = ""]) => JSON.parse(content));

describe("the report of a cycle", () => {
  it("tells in a sentence what happened, and what the reader must know beyond it", async () => {
    const text = await page();
    expect(text).toContain(
      "The initial cycle from Microsoft Entra ID to Proxyclick is complete, but disables and deletes were held back. Of 1,200 users read, 72 were skipped; 520 accounts created and 171 updated, and 30 users failed.",
    );
    expect(text).toContain("140 removals held back, more than the 90 allowed in one cycle.");
  });

  it.each<readonly [Partial<CycleSummary>, string]>([
    [{ outcome: "completed" }, "is complete."],
    [{ outcome: "interrupted" }, "was interrupted."],
    [{ outcome: "incomplete", problem: "the file <b> ended" }, "Nobody was removed: the file &lt;b&gt; ended"],
    [
      { counts: { ...SUMMARY.counts, created: 0, updated: 0, failed: {} } },
      "no account had to be changed, and nobody failed.",
    ],
  ])("words how the cycle ended: %j", async (change, words) => {
    expect(await page({ summary: { ...SUMMARY, ...change } })).toContain(words);
  });

  it("says of a dry run that nothing was written", async () => {
    expect(await page({ dryRun: true })).toContain("It was a dry run: nothing was written");
  });

  it("groups failures and skips by reason, most frequent first, with what to do and who", async () => {
    const text = await page();
    const headings = contents(text, "h3").map((heading) => heading.replace(/<[^>]*>/g, ""));
    expect(headings).toEqual([
      "Another account already has a unique value 30 users",
      "Left out by the scoping filters 60 users",
      "Not assigned to the application 12 users",
    ]);
    expect(text).toContain("<strong>What to do:</strong> Change one of the two.");
    expect(text).toContain("user13@contoso.example");
    expect(text).toContain("<li>and 40 more</li>");
  });

  it("holds every change with old and new values", async () => {
    const rows = data(await page());
    expect(rows).toHaveLength(100);
    expect(rows[9]).toEqual([
      "2026-11-22T09:00:01.170Z",
      "user9@contoso.example",
      "",
      "Update",
      "Changed",
      "",
      "",
      [
        ["userName", null, "user9@contoso.example"],
        ["displayName", "Old name 9", HOSTILE[1]],
        ["title", "Engineer", null],
      ],
    ]);
  });

  it("lists what is held back: from the state where it is given, else from the entries, and never as a skip", async () => {
    const heldBack = (index: number): ProvisioningLogEntry => ({
      ...reportEntry(index),
      provisioningAction: "stagedDelete",
      provisioningStatusInfo: {
        status: "skipped",
        errorInformation: {
          errorCode: "TooManyDeletes",
          reason: "too many",
          additionalDetails: "NotAssigned",
          errorCategory: "nonServiceFailure",
          recommendedAction: null,
        },
      },
    });
    const counts = { ...SUMMARY.counts, skipped: {} };
    const fromEntries = await page({ summary: { ...SUMMARY, counts }, entries: [heldBack(1), heldBack(4)] });
    expect(fromEntries).toContain("2 accounts would be disabled or deleted.");
    expect(fromEntries).toMatch(/<td[^>]*>Disable<\/td><td[^>]*>Not assigned to the application<\/td>/);
    expect(fromEntries).toContain("Nobody was skipped");
    const fromState = await page({ entries: [heldBack(1)], staged: reportRemovals() });
    expect(fromState).toContain(`${HOSTILE.length} accounts would be disabled or deleted.`);
    expect(fromState).toMatch(
      /<td[^>]*>Delete<\/td><td[^>]*>No longer in the directory<\/td><td[^>]*>2026-11-20 08:00:00 UTC<\/td>/,
    );
    expect(fromState).not.toContain("globalThis.harmed = true</script>");
  });

  it("is headed by the date, the two systems, and what else is known of the connection", async () => {
    const heading = (text: string) => contents(text, "header")[0]?.replace(/<[^>]*>/g, "");
    const entry = {
      ...reportEntry(1),
      tenantId: "tenant-1",
      servicePrincipal: { id: "sp-1", displayName: "<Reception>" },
    };
    const known = heading(await page({ entries: [entry] }));
    expect(known).toContain("Provisioning report Microsoft Entra ID → Proxyclick 2026-11-22 08:59:58 UTC");
    expect(known).toContain("Tenant tenant-1 · Application &lt;Reception&gt;");
    const connection = { source: "HR", target: "Visitors", tenantUrl: "https://scim.example/v2" };
    const given = heading(await page({ entries: [], connection }));
    expect(given).toContain("HR → Visitors 2026-11-22 08:59:58 UTC");
    expect(given).toContain("Tenant URL https://scim.example/v2");
  });

  it("begins with what needs somebody, then shows how much was done, then every change", async () => {
    const ids = [
      ...(await page({ staged: reportRemovals(), dropped: ["x"] })).matchAll(/<h2 id="(\w+[-\w]*)-heading"/g),
    ];
    expect(ids.map(([, id]) => id)).toEqual([
      "failures",
      "held-back",
      "dropped",
      "counts",
      "progress",
      "skips",
      "changes",
    ]);
  });

  it("lists which values were left out, of whom and why: those of the log, and those that it has from earlier", async () => {
    const description = "phoneNumbers dropped: <0470>: no E.164 form (user user1@contoso.example)";
    const step = {
      provisioningStepType: "export",
      status: "warning",
      name: "EntryExportValueDropped",
      description,
      details: { PropertyName: "phoneNumbers", Value: "<0470>", Reason: "no E.164 form" },
    } as const;
    const entries = [{ ...reportEntry(1), provisioningSteps: [step] }];
    const known = "title dropped: x: too long (user bob@contoso.example)";
    const [, section = ""] = (await page({ entries, dropped: [description, known] })).split('id="dropped-heading"');
    const [shown = ""] = section.split("</section>");
    expect(shown).toContain("2 values");
    expect(shown.replace(/<[^>]*>/g, "|").replace(/\|+/g, "|")).toContain(
      "|user1@contoso.example|phoneNumbers|&lt;0470&gt;|no E.164 form|",
    );
    expect(shown).toContain(known);
    expect(await page()).not.toContain("dropped-heading");
  });

  it("draws progress over time, with the same numbers as a table", async () => {
    const text = await page();
    const [area = ""] = /<path class="edge changed" d="[^"]*"/.exec(text) ?? [];
    const [, figures = ""] = text.split('<table class="numbers">');
    expect(figures.split("</table>")[0]?.match(/<tr>/g)?.length).toBe(1 + area.split("L").length);
    for (const total of ["Changed: 70", "Skipped: 20", "Failed: 10"]) expect(text).toContain(`${total}</li>`);
    expect(text).toMatch(/<svg viewBox="[^"]*" role="img" aria-labelledby="chart-name chart-text">/);
    expect(text).toContain("At the end: 70 changed, 20 skipped, 10 failed.");
    expect(text).toContain("<caption>Logged outcomes up to each moment</caption>");
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it.each([0, 1])("is a whole page also with %d entries", async (count) => {
    const text = await page({ entries: reportEntries(count) });
    expect(text).toContain("There is nothing to draw");
    expect(text).not.toMatch(/NaN|Infinity|undefined</);
    expect(data(text)).toHaveLength(count);
  });

  it("holds no more changes than allowed of each result, and says so", async () => {
    const text = await page({ maxChanges: 8 });
    const outcomes = data(text).map((row) => row[4]);
    expect(
      ["Changed", "Skipped", "Failed"].map((name) => outcomes.filter((outcome) => outcome === name).length),
    ).toEqual([8, 8, 8]);
    expect(text).toContain("This page holds 24 of 100 logged changes");
    expect(await page({ maxChanges: 70 })).not.toContain("This page holds");
  });
});

describe("the report of log entries, without a cycle", () => {
  const text = (html: string) =>
    html
      .replace(/<(script|style)\b.*?<\/\1>/gs, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
  const ofLog = async (...entries: readonly ProvisioningLogEntry[]) => page({ summary: undefined, entries });
  const failure = (change: Partial<ProvisioningLogEntry>, errorCode = ""): ProvisioningLogEntry => {
    const rest = { reason: "no answer", additionalDetails: null, recommendedAction: null } as const;
    const errorInformation = errorCode === "" ? null : ({ ...rest, errorCode, errorCategory: "failure" } as const);
    return { ...reportEntry(3), provisioningStatusInfo: { status: "failure", errorInformation }, ...change };
  };

  it("is headed by the systems of the first entry and the time of writing, and names no cycle", async () => {
    const shown = text(await ofLog(reportEntry(1)));
    expect(shown).toContain("Provisioning report Microsoft Entra ID → Proxyclick 1970-01-01 00:00:00 UTC");
    expect(shown).toContain("from one or more cycles. The heading names the systems of the first entry.");
    expect(shown).toContain("Written 1970-01-01 00:00:00 UTC by proxyclick-scim. Keep this file");
    const named = text(await page({ summary: undefined, connection: { source: "HR" } }));
    expect(named).not.toContain("The heading names");
  });

  it("counts the entries by what was done, and says of which time they are", async () => {
    const done = (provisioningAction: ProvisioningLogEntry["provisioningAction"], index: number) => ({
      ...reportEntry(index),
      provisioningAction,
    });
    const entries = [done("delete", 25), done("create", 5), done("create", 10), done("disable", 15), reportEntry(2)];
    const shown = text(await ofLog(...entries, reportEntry(3), done("stagedDelete", 12)));
    expect(shown).toContain("7 log entries, from 2026-11-22 09:00:00 UTC to 2026-11-22 09:00:03 UTC.");
    expect(shown).toContain("Created 2 Updated 0 Disabled 1 Deleted 1 Skipped 1 Held back 1 Failed 1 Progress");
    expect(shown).not.toContain("Duration");
    expect(shown).toContain("1 removal was held back at the time of the log entry.");
  });

  it("names a user with several failed attempts once, and counts the attempts", async () => {
    const attempts = Array.from({ length: 40 }, () => failure({}, "Timeout"));
    const others = Array.from({ length: 26 }, (_, index) =>
      failure({ sourceIdentity: { ...reportEntry(3).sourceIdentity, id: `other-${index}` } }, "Timeout"),
    );
    const html = await ofLog(...attempts, ...others);
    expect(text(html)).toContain("The service did not answer in time 66 entries");
    expect(html.match(/<li><bdi>user3@contoso.example/g)).toHaveLength(25);
    expect(html).toContain("<li>and 2 more</li>");
  });

  it("does not say that a failure without a reason is in sync, and finds it in the list", async () => {
    const html = await ofLog(failure({}));
    expect(text(html)).toContain("The log entry gives no reason 1 entry No Reason");
    expect(html).toContain('data-search="NoReason"');
    expect(data(html).map((row) => row[5])).toEqual(["NoReason"]);
  });

  it("is a whole page without entries", async () => {
    const html = await ofLog();
    expect(text(html)).toContain("Nobody failed. Counts 0 log entries. Created 0");
    expect(html).not.toMatch(/NaN|Infinity|undefined</);
  });
});

describe("a hostile directory", () => {
  it.each(HOSTILE)("cannot break out of the page: %j", async (value) => {
    const entry = reportEntry(0);
    const reason = {
      errorCode: value,
      reason: value,
      additionalDetails: value,
      errorCategory: "failure",
      recommendedAction: value,
    } as const;
    const system = { id: value, displayName: value, details: {} };
    const identity = { id: value, displayName: value, identityType: value, details: {} };
    const hostile = {
      ...entry,
      sourceSystem: system,
      targetSystem: system,
      sourceIdentity: identity,
      targetIdentity: identity,
      modifiedProperties: [{ displayName: value, oldValue: value, newValue: value }],
    };
    const failure = { ...hostile, provisioningStatusInfo: { status: "failure", errorInformation: reason } } as const;
    const summary = {
      ...SUMMARY,
      cycleId: value,
      problem: value,
      counts: { ...SUMMARY.counts, failed: { [value]: 3 } },
    };
    const harmless = await page({
      entries: [
        entry,
        {
          ...entry,
          provisioningStatusInfo: {
            ...failure.provisioningStatusInfo,
            errorInformation: { ...reason, errorCode: "E" },
          },
        },
      ],
    });
    const text = await page({ entries: [hostile, failure], summary });
    const tags = (html: string) => html.match(/<\/?(?:script|img|b|!--)\b/g)?.sort();
    expect(tags(text)).toEqual(tags(harmless));
    for (const harm of ["<!--", "]]>"]) expect(text).not.toContain(harm);
    expect(text.replace(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202e]/u);
    expect(data(text)).toHaveLength(2);
  });

  it("is shown with its control characters made visible", async () => {
    const values = data(await page()).flatMap((row) => JSON.stringify(row[7]));
    expect(values.join()).toContain("␛[31mred␛[0m␇");
    expect(values.join()).toContain("[U+202E]gnp.exe");
    expect(values.join()).toContain("first[U+2028]second[U+2029]third");
  });

  it("cannot make the page long: a very long value is cut", async () => {
    const entry = {
      ...reportEntry(0),
      modifiedProperties: [{ displayName: "x", oldValue: null, newValue: "y".repeat(1e6) }],
    };
    expect((await page({ entries: [entry] })).length).toBeLessThan(100_000);
  });
});

describe("the page", () => {
  it("allows its own script and style sheet by digest, and nothing else", async () => {
    const text = await page();
    const [, policy = ""] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(text) ?? [];
    const digest = (content: string) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
    const [style = ""] = contents(text, "style");
    const scripts = elements(text, "script").filter(([, attributes]) => !attributes?.includes("application/json"));
    expect(scripts).toHaveLength(1);
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${digest(scripts[0]?.[2] ?? "")}`,
      `style-src ${digest(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it("loads nothing and has no inline handlers", async () => {
    const markup = (await page()).replace(/<(script|style)\b.*?<\/\1>/gs, "");
    expect(markup).not.toMatch(/<[^>]+\s(?:on\w+|src|style)=/i);
    expect(markup.match(/\shref="[^"]*"/g)).toEqual([' href="#changes-heading"']);
    expect(markup).not.toMatch(/https?:\/\//);
  });

  it("can be found through by keyboard and screen reader: language, title, landmarks, headings in order, captions, labels", async () => {
    const text = await page();
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(contents(text, "title")[0]).toBe("Provisioning report: Proxyclick, 2026-11-22");
    for (const landmark of ["header", "main", "footer", "nav"]) expect(elements(text, landmark)).toHaveLength(1);
    const levels = [...text.matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [place, level] of levels.entries()) expect(level - (levels[place - 1] ?? 0)).toBeLessThanOrEqual(1);
    for (const [, , table = ""] of elements(text, "table")) expect(table).toMatch(/<caption\b/);
    for (const [, attributes = "", section = ""] of elements(text, "section")) {
      const [, heading = ""] = /aria-labelledby="([^"]+)"/.exec(attributes) ?? [];
      expect(section).toContain(`<h2 id="${heading}"`);
    }
    for (const control of text.match(/<(?:input|select)\b/g) ?? [])
      expect(contents(text, "label").join()).toContain(control);
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("the parts of the page", () => {
  it("joined are the file", async () => {
    const report = { summary: SUMMARY, entries: [reportEntry(1), reportEntry(2)], now: () => new Date(0) };
    let joined = "";
    for await (const part of htmlReport(report)) joined += part;
    expect(joined).toBe(await page(report));
  });
});

describe("the file", () => {
  it("is readable by its owner only, also where it replaces another one, and nothing is left beside it", async () => {
    writeFileSync(path, "", { mode: 0o644 });
    await page();
    await page();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path)).toEqual(["report.html"]);
  });

  it("stays as it was when the entries end with an error", async () => {
    const before = await page();
    async function* broken() {
      yield* reportEntries(500);
      throw new Error("state is gone");
    }
    await expect(page({ entries: broken() })).rejects.toThrow("state is gone");
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readdirSync(folder.path)).toEqual(["report.html"]);
  });

  it("is replaced only where it is a report, whatever its names and values are", async () => {
    const hostile = HOSTILE.join("").repeat(100);
    const connection = { source: hostile, target: hostile, tenantUrl: hostile };
    await page({ connection });
    await page();
    const foreign = "<!doctype html>\n<title>Provisioning report</title>";
    writeFileSync(path, foreign);
    expect(await provisioningErrorOf(() => page())).toEqual({
      code: "invalid_log",
      message: expect.stringContaining("is not a report of this package"),
    });
    expect(readFileSync(path, "utf8")).toBe(foreign);
    expect(readdirSync(folder.path)).toEqual(["report.html"]);
  });

  it("is an error by name when it cannot be written", async () => {
    path = folder.file("missing/report.html");
    expect(await provisioningErrorOf(() => page())).toEqual({
      code: "invalid_log",
      message: expect.stringContaining(path),
    });
  });
});
