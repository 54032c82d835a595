/**
 * Makes the relative links of a Markdown file absolute while the package is packed: a tarball has no other page.
 *
 *     node scripts/absolute-links.ts README.md            # before packing
 *     node scripts/absolute-links.ts README.md --restore  # after packing
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A link or an image whose target is neither a URL nor a place in the same file. */
const RELATIVE_LINK = /\]\((?![a-z]+:|#)(?:\.\/)?([^)\s]+)\)/g;

/**
 * Returns a text with absolute links.
 *
 * @param text - Markdown.
 * @param homepage - `homepage` of package.json, such as `https://github.com/OWNER/proxyclick-scim#readme`.
 */
export function withAbsoluteLinks(text: string, homepage: string): string {
  const repository = homepage.replace(/#.*$/, "");
  return text.replaceAll(RELATIVE_LINK, (_link, path: string) => `](${repository}/blob/main/${path})`);
}

if (import.meta.main) {
  const [file, option] = process.argv.slice(2);
  if (file === undefined) throw new TypeError("Name the file: node scripts/absolute-links.ts README.md");
  // Not beside the file: npm packs everything whose name begins with README.
  const original = join("out", `${basename(file)}.orig`);
  if (option === "--restore") {
    if (existsSync(original)) renameSync(original, file);
  } else {
    // A run that was interrupted has left the original behind.
    mkdirSync("out", { recursive: true });
    if (!existsSync(original)) copyFileSync(file, original);
    const { homepage } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    writeFileSync(file, withAbsoluteLinks(readFileSync(original, "utf8"), homepage));
  }
}
