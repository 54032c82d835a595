/**
 * The report in a real Chromium: what it shows, that nothing hostile runs in it, that it asks for nothing, and that it
 * can be used with the keyboard.
 *
 * Screenshots are left in `out/report/`, to be looked at.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeHtmlReport } from "../../src/files/index.ts";
import { hasChromium, launchChromium, type OpenedPage, openPage } from "../support/browser/chromium.ts";
import { CONTRAST, lowContrast } from "../support/browser/contrast.ts";
import { reportEntries, reportRemovals, SUMMARY } from "../support/report-entries.ts";

const SCREENSHOTS = "out/report";
const COUNT = 900;
const DROPPED =
  'phoneNumbers[type eq "mobile"].value dropped: 0470: the phone number is not in E.164 form (user ada@contoso.com)';

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "report-"));
  mkdirSync(SCREENSHOTS, { recursive: true });
  await writeHtmlReport(join(folder, "report.html"), {
    summary: SUMMARY,
    entries: reportEntries(COUNT),
    staged: reportRemovals(),
    dropped: [DROPPED],
  });
  await writeHtmlReport(join(folder, "big.html"), { summary: SUMMARY, entries: reportEntries(100_000) });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Runs in the page: words and short values that stand on two lines. */
function brokenWords(): readonly string[] {
  const broken: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    for (const { 0: word, index } of (node.textContent ?? "").matchAll(/(?<!\S)[\p{L}\p{N}@.,:;]{2,30}(?!\S)/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (tops.size > 1) broken.push(word);
    }
  }
  return broken;
}

function open(name: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<OpenedPage> {
  return openPage(browser, pathToFileURL(join(folder, name)).href, options);
}

describe.skipIf(!hasChromium())("the report in a browser", () => {
  it.each(["light", "dark"] as const)("is whole, harmless and readable in %s", async (colorScheme) => {
    const { page, trouble } = await open("report.html", { colorScheme, viewport: { width: 1200, height: 900 } });
    expect(await page.locator("#found").textContent()).toBe(`1 to 50 of ${COUNT}`);
    await page.screenshot({ path: `${SCREENSHOTS}/${colorScheme}.png` });
    await page.locator("article.failed summary").first().click();
    expect(await page.evaluate(lowContrast, CONTRAST)).toEqual([]);
    await page.locator("#failures-heading").scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${SCREENSHOTS}/${colorScheme}-failures.png` });
    for (let pages = 1; pages < COUNT / 50; pages += 1) await page.locator("#next").click();
    expect(await page.locator("#found").textContent()).toBe(`851 to ${COUNT} of ${COUNT}`);
    await page.locator("#changes-heading").scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${SCREENSHOTS}/${colorScheme}-changes.png` });
    expect(await page.evaluate("globalThis.harmed")).toBeUndefined();
    expect(trouble).toEqual([]);
    await page.close();
  });

  it("shows markup, scripts and escape sequences of the directory as text", async () => {
    const { page } = await open("report.html");
    await page.fill("#search", "harmed script user8@");
    const row = page.locator("#changes tbody tr").first();
    expect(await row.textContent()).toContain("</script><script>globalThis.harmed = true</script>");
    await page.fill("#search", "gnp.exe");
    expect(await page.locator("#changes tbody").textContent()).toContain("[U+202E]gnp.exe");
    await page.fill("#search", "␛[31m");
    expect(await page.locator("#changes tbody tr").count()).toBeGreaterThan(0);
    await page.close();
  });

  it("finds changes by words, result and action, and says how many", async () => {
    const { page } = await open("report.html");
    const found = page.locator("#found");
    await page.fill("#search", "USER77@ title");
    expect(await found.textContent()).toBe("Nothing found.");
    await page.fill("#search", "USER71@ title");
    expect(await found.textContent()).toBe("1 to 1 of 1");
    await page.fill("#search", "");
    await page.selectOption("#outcome", "Failed");
    expect(await found.textContent()).toBe("1 to 50 of 90");
    await page.selectOption("#action", "Create");
    expect(await found.textContent()).toBe("Nothing found.");
    await page.locator("article.skipped button").first().click();
    expect(await found.textContent()).toBe("1 to 50 of 180");
    await page.close();
  });

  it("can be used with the keyboard alone", async () => {
    const { page } = await open("report.html");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("changes-heading");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.id")).toBe("search");
    await page.keyboard.type("no such person");
    expect(await page.locator("#found").textContent()).toBe("Nothing found.");
    await page.close();
  });

  it("tells a screen reader its parts by role and name", async () => {
    const { page } = await open("report.html");
    for (const [role, name] of [
      ["heading", "Provisioning report"],
      ["region", "Failures"],
      ["region", "Progress over time"],
      ["img", "Logged outcomes over time"],
      ["search", "Changes"],
      ["searchbox", "Search names, attributes, values, reasons"],
      ["combobox", "Result"],
      ["table", "Changes with old and new values; times in UTC"],
      ["columnheader", "Details"],
      ["rowheader", "user1@contoso.example"],
      ["navigation", "Pages of changes"],
      ["button", /^Show in the list\W+Left out by the scoping filters$/],
    ] as const)
      expect(await page.getByRole(role, { name }).count(), `${role} ${name}`).toBeGreaterThan(0);
    await page.close();
  });

  it.each([360, 390])("fits a window of %d pixels, and breaks no word in it", async (width) => {
    const { page } = await open("report.html", { viewport: { width, height: 800 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    await page.screenshot({ path: `${SCREENSHOTS}/narrow-${width}.png`, fullPage: true });
    expect(await page.evaluate(brokenWords)).toEqual([]);
    expect(await page.getByRole("columnheader", { name: "Details" }).count()).toBeGreaterThan(0);
    expect(await page.getByRole("rowheader", { name: "user1@contoso.example" }).count()).toBeGreaterThan(0);
    await page.close();
  });

  it("collapses the attributes of a change that has many", async () => {
    const { page } = await open("report.html");
    await page.fill("#search", "user1@");
    expect(await page.locator("#changes details").count()).toBe(0);
    await page.fill("#search", "user4@");
    const details = page.locator("#changes details");
    expect(await details.locator("summary").textContent()).toBe("8 attributes");
    expect(await details.locator("li").first().isVisible()).toBe(false);
    await details.locator("summary").click();
    expect(await details.locator("li").count()).toBe(8);
    await page.close();
  });

  it("tells without scripts everything but the list", async () => {
    const { page } = await open("report.html", { javaScriptEnabled: false });
    expect(await page.getByText("The list and its search need scripts").isVisible()).toBe(true);
    expect(await page.getByText("What to do:").count()).toBeGreaterThan(0);
    await page.close();
  });

  it("opens with a hundred thousand entries, cut and saying so", async () => {
    const { page, trouble } = await open("big.html");
    expect(await page.locator("#found").textContent()).toBe("1 to 50 of 50,000");
    expect(await page.getByText("This page holds 50,000 of 100,000 logged changes").isVisible()).toBe(true);
    expect(trouble).toEqual([]);
    await page.close();
  });
});
