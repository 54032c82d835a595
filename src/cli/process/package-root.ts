/**
 * Finds the folder in which this package is installed.
 *
 * Code is in `src/cli` or, built, at other depths of `dist`, so the root is searched upwards.
 */
import { existsSync, readFileSync } from "node:fs";

/** The folder of the package, as a URL that ends with a slash. */
export function packageRoot(): URL {
  let folder = new URL("./", import.meta.url);
  while (!existsSync(new URL("package.json", folder))) {
    const parent = new URL("../", folder);
    if (parent.href === folder.href) throw new Error("the package.json of proxyclick-scim is missing");
    folder = parent;
  }
  return folder;
}

/** The version of the package. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", packageRoot()), "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest)) return "unknown";
  return String(manifest.version);
}
