/** The `@example`s of the sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./code-blocks.ts";

/** An example in the docstring of an export. */
export interface DocstringExample {
  /** File and the name it explains. */
  readonly name: string;
  /** Name of the export. */
  readonly of: string;
  readonly code: string;
}

/** Every `@example` of an export, as it would be pasted. */
export function docstringExamples(): readonly DocstringExample[] {
  return readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(ROOT, "src", file), "utf8");
      const pattern =
        /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:abstract )?(?:async )?(?:function\*?|class|const) (\w+)/g;
      return [...text.matchAll(pattern)].flatMap(([, comment = "", of = ""]) => {
        const plain = comment.replaceAll(/^ *\* ?/gm, "");
        return [...plain.matchAll(/@example\n```ts\n([\s\S]*?)\n```/g)].map((match, index) => ({
          name: `src/${file} ${of} ${index + 1}`,
          of,
          code: `${match[1]}\nexport {};\n`,
        }));
      });
    });
}
