/**
 * Builds the expression playground as one HTML file that also works from a disk.
 *
 * `node scripts/make-playground.ts FOLDER [--site]`; with `--site`, the page links to the documentation around it.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const SOURCE = resolve(import.meta.dirname, "../docs/playground");
const LINKS = `<a href="../index.html">Documentation</a><a href="../documents/Expressions.html">Guide to the language</a>`;

/** Returns the page; its content security policy allows its script and style by their hashes. */
export async function playgroundPage(links = ""): Promise<string> {
  const style = await bundle("style.css");
  const script = await bundle("src/main.ts");
  const parts = new Map([
    ["policy", `<meta http-equiv="Content-Security-Policy" content="${policyOf(style, script)}">`],
    ["style", `<style>${style}</style>`],
    ["script", `<script>${script}</script>`],
    ["links", links],
  ]);
  return readFileSync(join(SOURCE, "page.html"), "utf8").replace(/<!-- (\w+) -->/g, (_, name) => parts.get(name) ?? "");
}

async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(SOURCE, file)],
    alias: { "proxyclick-scim/expression": resolve(import.meta.dirname, "../src/expression/index.ts") },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
  });
  return outputFiles[0]?.text.trim() ?? "";
}

/** A policy that allows this script and this style, and no requests, forms or frames. */
function policyOf(style: string, script: string): string {
  const hash = (content: string) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
  const rules = [
    "default-src 'none'",
    "connect-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return rules.join("; ");
}

if (import.meta.main) {
  const [folder = "out/playground", place] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), await playgroundPage(place === "--site" ? LINKS : ""));
}
