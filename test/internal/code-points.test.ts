/** The order of strings by code point, and which strings databases can store. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareCodePoints, cutString, isStorable } from "../../src/internal/code-points.ts";

const units = fc.array(fc.constantFrom("a", "b", "\u{e000}", "\u{ff5e}", "\u{1f600}", "\u{10ffff}", "é"), {
  maxLength: 6,
});

describe("compareCodePoints", () => {
  it("orders like the bytes of UTF-8", () => {
    fc.assert(
      fc.property(units, units, (first, second) => {
        const [a, b] = [first.join(""), second.join("")];
        expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it("puts an emoji after a fullwidth tilde", () => {
    expect(compareCodePoints("\u{1f600}", "\u{ff5e}")).toBe(1);
    expect(compareCodePoints("\u{ff5e}", "\u{1f600}")).toBe(-1);
  });
});

describe("cutString", () => {
  it("never cuts a surrogate pair", () => {
    expect(cutString("a\u{1f600}b", 2)).toBe("a");
    expect(cutString("a\u{1f600}b", 3)).toBe("a\u{1f600}");
    expect(cutString("ab", 3)).toBe("ab");
  });
});

describe("isStorable", () => {
  it.each([
    ["ada", true],
    ["\u{1f600}", true],
    ["a\0b", false],
    ["\ud800", false],
    ["\udc00a", false],
  ])("%j: %s", (value, expected) => {
    expect(isStorable(value)).toBe(expected);
  });
});
