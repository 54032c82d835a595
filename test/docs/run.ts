/** Runs the code of a page, in an empty folder. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "node:util";
import { vi } from "vitest";
import { codeBlocks, moduleOf, type Page, promisedOutput } from "./code-blocks.ts";
import { writeModule } from "./compile.ts";

/** Runs a page, and answers what it printed beside what it says that it prints. */
export async function runPage(page: Page): Promise<{ printed: readonly string[]; promised: readonly string[] }> {
  return { printed: await runModule(writeModule(page.path, moduleOf(page))), promised: promisedOutput(page) };
}

/** Runs a module, and answers the lines it printed. */
async function runModule(file: string): Promise<readonly string[]> {
  const printed: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...values) => {
    printed.push(format(...values));
  });
  const { fetch } = globalThis;
  const home = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), "guide-"));
  process.chdir(folder);
  try {
    await import(file);
  } finally {
    process.chdir(home);
    globalThis.fetch = fetch;
    log.mockRestore();
    await rm(folder, { recursive: true });
  }
  return printed;
}

/**
 * Runs the first block of a page, which starts emulators on sockets as `entraServer` and `proxyclickServer`, in a
 * folder.
 */
export async function startEmulators(page: Page, folder: string): Promise<{ close(): Promise<void> }> {
  const [block] = codeBlocks(page);
  const close = [
    "export async function close() {",
    "  await entra.applications.idle();",
    "  await entraServer.close();",
    "  await proxyclickServer.close();",
    "}",
  ];
  const file = writeModule(`${page.path} emulators`, [block?.code ?? "", ...close, ""].join("\n"));
  const home = process.cwd();
  process.chdir(folder);
  try {
    return await import(file);
  } finally {
    process.chdir(home);
  }
}
