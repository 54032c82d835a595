/**
 * The expression playground in a real Chromium, opened from a disk: it evaluates, explains and checks while one types,
 * can be used with the keyboard, runs nothing that was pasted into it, and asks the network for nothing.
 *
 * Screenshots are left in `out/playground-test/`, to be looked at.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeState, type SharedState } from "../../docs/playground/src/share.ts";
import { playgroundPage } from "../../scripts/make-playground.ts";
import { hasChromium, launchChromium, type OpenedPage, openPage } from "../support/browser/chromium.ts";
import { CONTRAST, lowContrast } from "../support/browser/contrast.ts";

const SCREENSHOTS = "out/playground-test";
const HARM = '<img src=x onerror="globalThis.harmed = true"><script>globalThis.harmed = true</script>';

let folder: string;
let address: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "playground-"));
  mkdirSync(SCREENSHOTS, { recursive: true });
  writeFileSync(join(folder, "index.html"), await playgroundPage());
  address = pathToFileURL(join(folder, "index.html")).href;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

function open(fragment = "", options: Parameters<Browser["newPage"]>[0] = {}): Promise<OpenedPage> {
  return openPage(browser, `${address}${fragment}`, options);
}

function fragmentOf(state: Partial<SharedState>): string {
  const empty = { expression: "", attributes: "", now: "", domain: "", schema: "", csv: "" };
  const encoded = encodeState({ ...empty, ...state });
  return "value" in encoded ? `#${encoded.value}` : "";
}

const EDITOR = "#editor .cm-content";

/** Types over what stands in the editor, as a person does: brackets and quotes close themselves and are typed over. */
async function type(page: Page, text: string): Promise<void> {
  await page.locator(EDITOR).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.type(text);
  await page.keyboard.press("Escape");
}

const shownValue = (page: Page) => page.locator("#value").textContent();

describe.skipIf(!hasChromium())("the playground in a browser", () => {
  it("shows the value, and the value of every node, while one types", async () => {
    const { page, trouble } = await open();
    expect(await shownValue(page)).toBe('"Zoe SMITH"');
    await page.fill("#attributes", '{"givenName": "Ada", "mail": "ada@contoso.com"}');
    await type(page, 'Append(ToUpper([givenName]), "!")');
    expect(await shownValue(page)).toBe('"ADA!"');
    expect(await page.locator("#tree .node").allTextContents()).toEqual([
      'Append(ToUpper([givenName]), "!")→"ADA!"',
      'ToUpper([givenName])→"ADA"',
      '[givenName]→"Ada"',
      '"!"→"!"',
    ]);
    await type(page, 'IIF(IsPresent([mail]), [mail], Error("no mail"))');
    await page.fill("#attributes", '{"mail": "x"}');
    expect(await shownValue(page)).toContain('"x"');
    expect(trouble).toEqual([]);
    await page.close();
  });

  it("colours functions, texts, attributes and numbers", async () => {
    const { page } = await open(fragmentOf({ expression: 'Mid(Append([mail], "x"), 1, 2)' }));
    for (const [kind, texts] of [
      ["name", ["Mid", "Append"]],
      ["attribute", ["[mail]"]],
      ["string", ['"x"']],
      ["number", ["1", "2"]],
    ] as const)
      expect(await page.locator(`${EDITOR} .token-${kind}`).allTextContents(), kind).toEqual(texts);
    await page.close();
  });

  it("underlines a mistake at its place, says what it is and mends it", async () => {
    const { page, trouble } = await open();
    await type(page, 'Append(ToUper([givenName]), "!")');
    const squiggle = page.locator("#editor .cm-lintRange-error");
    expect(await squiggle.textContent()).toBe("ToUper");
    expect(await squiggle.evaluate((node) => getComputedStyle(node).textDecorationStyle)).toBe("wavy");
    const [problem] = await page.locator("#problems li").allTextContents();
    expect(problem).toBe("error There is no function ToUper; did you mean ToUpper? Character 8");
    await squiggle.hover();
    const tooltip = page.locator("#editor .cm-tooltip-lint");
    await tooltip.waitFor();
    await page.screenshot({ path: `${SCREENSHOTS}/mistake.png` });
    await tooltip.getByRole("button", { name: "Write ToUpper" }).click();
    expect(await shownValue(page)).toBe('"ZOË!"');
    expect(await page.locator("#problems li").count()).toBe(0);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it.each([
    ['Append([givenName], "', "#editor .cm-lintRange-error"],
    ["Append([givenName]", "#editor .cm-lintRange-error"],
    ["[givenNam]", "#editor .cm-lintRange-warning"],
  ])("underlines %s", async (expression, place) => {
    const { page } = await open(fragmentOf({ expression, attributes: '{"givenName":"Ada"}' }));
    expect(await page.locator(place).count()).toBeGreaterThan(0);
    expect(await page.locator("#problems li").count()).toBeGreaterThan(0);
    await page.close();
  });

  it("completes functions, and attributes after a bracket", async () => {
    const { page } = await open();
    await page.locator(EDITOR).click();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("NormalizeD");
    await page.locator("#editor .cm-tooltip-autocomplete").getByText("NormalizeDiacritics").first().click();
    await page.keyboard.type("[giv");
    await page.locator("#editor .cm-tooltip-autocomplete").getByText("givenName").first().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(")");
    expect(await shownValue(page)).toBe('"Zoe"');
    await page.close();
  });

  it("says what is wrong with the sample attributes, and goes on with the last ones", async () => {
    const { page } = await open();
    await page.fill("#attributes", "{");
    expect(await page.locator("#attributes-problem").textContent()).toContain("Not JSON");
    expect(await page.getAttribute("#attributes", "aria-invalid")).toBe("true");
    expect(await shownValue(page)).toBe('"Zoe SMITH"');
    await page.close();
  });

  it("opens an example of the gallery", async () => {
    const { page, trouble } = await open();
    const cards = page.locator("#examples > li");
    expect(await cards.count()).toBeGreaterThan(40);
    await page.fill("#search", "FormatDateTime");
    await page.screenshot({ path: `${SCREENSHOTS}/search.png` });
    await page.getByRole("button", { name: "FormatDateTime", exact: true }).click();
    const promised = await page.locator("#examples > li:not([hidden]) .result").first().textContent();
    expect(await shownValue(page)).toBe(promised);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it("shows for every example with a fixed outcome the value that the gallery promises", async () => {
    const { page } = await open();
    const different: string[] = [];
    for (const card of await page.locator("#examples > li").all()) {
      if ((await card.locator(".gives").textContent())?.startsWith("gives, for instance")) continue;
      await card.locator("button").click();
      const [found, promised] = [await shownValue(page), await card.locator(".result").textContent()];
      if (found !== promised) different.push(`${await card.locator("button").textContent()}: ${found}`);
    }
    expect(different).toEqual([]);
    await page.close();
  });

  it("tries all mappings of a schema against a row", async () => {
    const { page, trouble } = await open();
    await page.click("#schema-sample");
    const values = page.locator("#mapping-rows td:last-child");
    expect(await values.allTextContents()).toEqual(['"ada@contoso.com"', '"Ada Lovelace"', '"True"']);
    await page.fill("#row", "2");
    expect(await values.allTextContents()).toEqual(['"alan@contoso.com"', '"Alan Turing"', '"False"']);
    await page.screenshot({ path: `${SCREENSHOTS}/schema.png`, fullPage: true });
    await page.getByRole("button", { name: "Open the expression of displayName" }).click();
    expect(await shownValue(page)).toBe('"Alan Turing"');
    await page.fill("#schema", "[]");
    expect(await page.locator("#schema-problem").textContent()).toContain("Found no attributeMappings");
    expect(trouble).toEqual([]);
    await page.close();
  });

  it("opens the users of a spreadsheet from a file, in its encoding", async () => {
    const { page, trouble } = await open();
    await page.click("#schema-sample");
    const content = "\ufeffUserPrincipalName;GivenName;Surname;AccountEnabled\r\nzoe@contoso.com;Zoë;Smith;FALSE\r\n";
    const buffer = Buffer.from(content, "utf16le");
    await page.setInputFiles("#directory-file", { name: "users.csv", mimeType: "text/csv", buffer });
    await page.locator("#rows", { hasText: "of 1" }).waitFor();
    expect(await page.locator("#csv-problem").textContent()).toBe("");
    const values = await page.locator("#mapping-rows td:last-child").allTextContents();
    expect(values).toEqual(['"zoe@contoso.com"', '"Zoë Smith"', '"False"']);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it("comes back from its link as it was", async () => {
    const { page } = await open(fragmentOf({ now: "2026-11-23T09:00:00Z" }));
    await page.fill("#attributes", '{"a":"ä€😀"}');
    await type(page, "[a]");
    await page.fill("#csv", "a\nb");
    await page.click("#share");
    const link = await page.inputValue("#link");
    expect(link).toContain("#1.");
    await page.close();
    const { page: other, trouble } = await open(link.slice(link.indexOf("#")));
    expect(await shownValue(other)).toBe('"ä€😀"');
    expect(await other.inputValue("#csv")).toBe("a\nb");
    expect(await other.inputValue("#now")).toBe("2026-11-23T09:00:00Z");
    expect(trouble).toEqual([]);
    await other.close();
  });

  it.each(["#1.%%%", "#1.e30x!", "#2.abc", `#1.${"A".repeat(300_000)}`, "#<img src=x onerror=alert(1)>"])(
    "says that a damaged link is damaged: %.20s",
    async (fragment) => {
      const { page, trouble } = await open(fragment);
      expect(await page.locator("#notice").textContent()).toMatch(/^The link /);
      expect(await shownValue(page)).toBe('"Zoe SMITH"');
      expect(trouble).toEqual([]);
      await page.close();
    },
  );

  it("shows markup and hidden characters of every field as text", async () => {
    const schema = JSON.stringify([
      { targetAttributeName: HARM, defaultValue: HARM, source: { type: "Attribute", name: "a" } },
      { targetAttributeName: "b", source: { expression: HARM } },
    ]);
    const attributes = JSON.stringify({ a: `${HARM}\u202egnp`, [HARM]: 1, __proto__: 1 });
    const { page, trouble } = await open(
      fragmentOf({ expression: "Append([a], [a])", attributes, schema, csv: `a\n"${HARM.replaceAll('"', '""')}"` }),
    );
    expect(await shownValue(page)).toContain("<img src=x onerror=");
    expect(await shownValue(page)).toContain("\\u202egnp");
    expect(await page.locator("#mapping-rows").textContent()).toContain(HARM);
    await type(page, `Append(${HARM})`);
    expect(await page.locator("#problems li").count()).toBeGreaterThan(0);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.evaluate("globalThis.harmed")).toBeUndefined();
    expect(trouble).toEqual([]);
    await page.close();
  });

  it("gives up on mappings that take too long, as a hostile link may bring them", async () => {
    const source = { expression: 'Replace([a], , "(a+)+(a+)+(a+)+$", , "", , )' };
    const schema = JSON.stringify(Array.from({ length: 500 }, () => ({ targetAttributeName: "t", source })));
    const { page, trouble } = await open(fragmentOf({ schema, csv: `a\n${"a".repeat(5000)}!` }));
    const values = page.locator("#mapping-rows td:last-child");
    expect(await values.first().textContent()).toContain("stopped after 1000000 steps");
    expect(await values.last().textContent()).toContain("took too long");
    expect(trouble).toEqual([]);
    await page.close();
  });

  it("refuses by its policy what a script in it would send", async () => {
    const { page } = await open();
    const sent = await page.evaluate(() =>
      fetch("https://example.com/").then(
        () => "sent",
        () => "refused",
      ),
    );
    expect(sent).toBe("refused");
    expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content")).toMatch(
      /^default-src 'none'; connect-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';/,
    );
    await page.close();
  });

  it("can be used with the keyboard alone", async () => {
    const { page } = await open();
    const focus = () => page.evaluate("document.activeElement.id || document.activeElement.textContent");
    await page.keyboard.press("Tab");
    expect(await focus()).toBe("Skip to the examples");
    await page.keyboard.press("Tab");
    expect(await focus()).toBe("editor");
    await page.keyboard.press("Control+A");
    await page.keyboard.type('Append("a", Nope("b"))');
    expect(await page.locator("#problems li").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    expect(await focus()).toBe("Character 13");
    await page.keyboard.press("Enter");
    expect(await focus()).toBe("editor");
    await page.keyboard.press("Shift+Tab");
    expect(await focus()).toBe("Skip to the examples");
    await page.keyboard.press("Enter");
    expect(await focus()).toBe("examples-heading");
    await page.keyboard.press("Tab");
    expect(await focus()).toBe("search");
    await page.keyboard.type("Left(");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await shownValue(page)).toBe('"Love"');
    await page.close();
  });

  it("tells a screen reader its parts by role and name, and the result after a pause", async () => {
    const { page } = await open();
    for (const [role, name] of [
      ["heading", "Expression playground"],
      ["region", "Expression"],
      ["textbox", "Expression"],
      ["textbox", "Sample attributes JSON"],
      ["region", "Value"],
      ["region", "Where it comes from"],
      ["button", "Make a link"],
      ["textbox", "Schema JSON"],
      ["searchbox", "Find"],
      ["spinbutton", "Row"],
      ["button", "Append"],
    ] as const)
      expect(await page.getByRole(role, { name }).count(), `${role} ${name}`).toBeGreaterThan(0);
    await expect.poll(() => page.locator("#announcement").textContent()).toBe('Value: "Zoe SMITH"');
    await page.close();
  });

  it.each(["light", "dark"] as const)("is readable in %s, also on a narrow screen", async (colorScheme) => {
    const { page, trouble } = await open("", { colorScheme, viewport: { width: 1200, height: 900 } });
    await page.click("#schema-sample");
    await type(page, 'Join(" ", ToUper([givenName]), [surname])');
    expect(await page.evaluate(lowContrast, CONTRAST)).toEqual([]);
    await page.screenshot({ path: `${SCREENSHOTS}/${colorScheme}.png` });
    await page.screenshot({ path: `${SCREENSHOTS}/${colorScheme}-whole.png`, fullPage: true });
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    await page.screenshot({ path: `${SCREENSHOTS}/${colorScheme}-narrow.png` });
    expect(trouble).toEqual([]);
    await page.close();
  });
});
