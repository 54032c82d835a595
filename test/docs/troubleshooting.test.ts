/** The guide explains every code that the package can raise, and no other. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, readPage } from "./code-blocks.ts";

const GUIDE = readPage("docs/guide/troubleshooting.md").text;

/** Codes in the first column of the table below a heading. */
function explained(heading: string): readonly string[] {
  const section = GUIDE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] ?? "");
}

/**
 * Members of a union of strings in the sources, a type or a property; those it takes from another union are not its
 * own.
 */
function members(file: string, union: string): readonly string[] {
  const text = readFileSync(join(ROOT, "src", file), "utf8");
  const [, body = ""] = new RegExp(`(?:type ${union} =|readonly ${union}:)([^;]*);`).exec(text) ?? [];
  return [...body.matchAll(/(?:^|\|)\s*"(\w+)"/g)].map((match) => match[1] ?? "");
}

describe("the guide to troubleshooting", () => {
  it.each([
    ["The service was asked", "errors/request-error.ts", "RequestErrorCode"],
    ["Microsoft Graph", "errors/graph-request-error.ts", "GraphErrorCode"],
    ["The enterprise application", "errors/entra-application-error.ts", "EntraApplicationErrorCode"],
    ["Access tokens", "errors/oauth-token-error.ts", "OAuthTokenErrorCode"],
    ["Answers of SCIM", "errors/scim-error.ts", "ScimType"],
    ["Limitations of Proxyclick", "errors/limitation-error.ts", "LimitationCode"],
    ["The job", "errors/provisioning-error.ts", "ProvisioningErrorCode"],
    ["Quarantine", "provisioning/ports/quarantine.ts", "reason"],
    ["Expressions", "errors/expression-error.ts", "ExpressionErrorCode"],
    ["Warnings about expressions", "expression/lint/problem.ts", "LintCode"],
  ])("explains, under %s, the codes of %s: %s", (heading, file, union) => {
    const codes = members(file, union);
    expect(codes.length).toBeGreaterThan(3);
    expect([...explained(heading)].sort()).toEqual([...codes].sort());
  });

  it("explains every code of the log, and only what the engine knows", () => {
    const folder = join(ROOT, "src/provisioning");
    const text = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
    const logged = [
      ...text.matchAll(/\bcreateFailure\(\s*"(\w+)"/g),
      ...text.matchAll(/^ *\[\s*\d{3},\s*\[\s*"(\w+)"/gm),
      ...text.matchAll(/(?:CODE_OF_STATUS\.get\(.*\) \?\? \[|errorCode \?\? )"(\w+)"/g),
    ].map((match) => match[1] ?? "");
    const codes = new Set([...logged, ...members("provisioning/mapping/scoping-filter.ts", "OutOfScopeReason")]);
    expect(codes.size).toBeGreaterThan(15);
    const inGuide = explained("In the log");
    expect([...codes].filter((code) => !inGuide.includes(code))).toEqual([]);
    expect(inGuide.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  });

  it("explains every error without a code, which only a mistake in a program raises", () => {
    const folder = join(ROOT, "src");
    const messages = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/^(cli|testing|conformance)\//.test(file))
      .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(/new (?:Type|Range)?Error\(([^;]*)\)/g)])
      .map((match) => match[1] ?? "")
      // What passes an error of somebody else on has no words of its own.
      .filter((written) => /^\s*["'`]/.test(written));
    expect(messages.length).toBeGreaterThan(20);

    const section = GUIDE.split(/^## /m).find((part) => part.startsWith("Mistakes in a program\n")) ?? "";
    const said = [...section.matchAll(/^\| (?!the message|---)([^|]*) \|/gm)].map((match) => match[1] ?? "");
    expect(messages.filter((message) => !said.some((words) => message.includes(words)))).toEqual([]);
    expect(said.filter((words) => !messages.some((message) => message.includes(words)))).toEqual([]);
  });

  it("covers every class of errors", () => {
    const classes = readdirSync(join(ROOT, "src/errors"))
      .map((file) => readFileSync(join(ROOT, "src/errors", file), "utf8"))
      .flatMap((text) => /export class (\w+)/.exec(text)?.[1] ?? []);
    expect(classes.length).toBeGreaterThan(4);
    expect(classes.filter((name) => !GUIDE.includes(`\`${name}\``))).toEqual([]);
  });
});
