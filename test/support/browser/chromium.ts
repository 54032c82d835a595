/**
 * Opens pages in Chromium: the one in the environment variable CHROMIUM, otherwise Debian's.
 */
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

export function hasChromium(): boolean {
  return existsSync(CHROMIUM);
}

export function launchChromium(): Promise<Browser> {
  // The root user of a container has no sandbox.
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

export interface OpenedPage {
  readonly page: Page;
  /** Messages of the browser, and requests for anything but the page. */
  readonly trouble: string[];
}

export async function openPage(
  browser: Browser,
  address: string,
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<OpenedPage> {
  const page = await browser.newPage(options);
  const trouble: string[] = [];
  const own = withoutFragment(address);
  page.on("console", (message) => trouble.push(message.text()));
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("dialog", (dialog) => trouble.push(dialog.message()));
  page.on("request", (request) => withoutFragment(request.url()) === own || trouble.push(request.url()));
  await page.goto(address);
  return { page, trouble };
}

function withoutFragment(address: string): string {
  const [document = address] = address.split("#", 1);
  return document;
}
