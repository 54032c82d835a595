/** The public surface: how many names the entry points export, and that each name has one meaning. */
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { publicApi } from "./source-files.ts";

/**
 * Maximum number of exports over all entry points. Each export must be useful to a user.
 */
const MAX_EXPORTS = 460;

describe("the exports of the entry points", () => {
  const { checker, exports } = publicApi();

  /** The declaration behind an export, by its file and name. */
  function meaningOf(symbol: ts.Symbol): string {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const [declaration] = target.declarations ?? [];
    return `${declaration?.getSourceFile().fileName} ${target.name}`;
  }

  it(`are at most ${MAX_EXPORTS}`, () => {
    const counts = [...exports].map(([file, symbols]) => `${file}: ${symbols.length}`);
    const total = [...exports.values()].reduce((sum, symbols) => sum + symbols.length, 0);
    expect(total, counts.join(", ")).toBeLessThanOrEqual(MAX_EXPORTS);
  });

  it("have one meaning for each name", () => {
    const meanings = new Map<string, Set<string>>();
    for (const symbol of [...exports.values()].flat()) {
      meanings.set(symbol.name, (meanings.get(symbol.name) ?? new Set()).add(meaningOf(symbol)));
    }
    expect([...meanings].filter(([, found]) => found.size > 1)).toEqual([]);
  });
});
