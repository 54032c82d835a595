/**
 * Where this package is installed. Code stands in `src/cli` or, built, at other depths of `dist`, so the root is looked for.
 */
import { existsSync, readFileSync } from "node:fs";

/** The directory of the package, as a URL that ends with a slash. */
export function packageRoot(): URL {
  let directory = new URL("../", import.meta.url);
  while (!existsSync(new URL("package.json", directory))) {
    const parent = new URL("../../", directory);
    if (parent.href === directory.href) throw new Error("the package.json of proxyclick-scim is missing");
    directory = parent;
  }
  return directory;
}

/** The version of the package. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", packageRoot()), "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest)) return "unknown";
  return String(manifest.version);
}
