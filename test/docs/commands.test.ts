/** Commands and options that the documentation writes are those of the command line. */
import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command.ts";
import { guides, readPage } from "./code-blocks.ts";

/** Every `proxyclick-scim …` of a page, in a block or in a line, with the options behind it. */
function commandsOf(text: string): readonly { command: string; options: readonly string[] }[] {
  const joined = text.replaceAll(/\\\n\s*/g, "");
  return [...joined.matchAll(/proxyclick-scim ((?:entra |mapping )?[a-z][a-z-]*)([^\n`]*)/g)].map((match) => ({
    command: match[1] ?? "",
    options: (match[2] ?? "").match(/(?<= )--[a-z][a-z-]*/g) ?? [],
  }));
}

const pages = [readPage("README.md"), ...guides()].filter(({ text }) => commandsOf(text).length > 0);

async function helpOf(command: string): Promise<string> {
  const { status, out } = await runCommand([...command.split(" "), "--help"]);
  expect(status, `proxyclick-scim ${command}`).toBe(0);
  return out;
}

describe("the commands of the documentation", () => {
  it("are on several pages", () => expect(pages.length).toBeGreaterThan(4));

  it.each(pages)("of $path exist, with their options", async ({ text }) => {
    for (const { command, options } of commandsOf(text)) {
      const help = await helpOf(command);
      for (const option of options) expect(help).toMatch(new RegExp(`^ +(-\\w, )?${option}\\b`, "m"));
    }
  });
});
