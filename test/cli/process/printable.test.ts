/** Strings and JSON that are safe to print on a terminal. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLine, printable, printableLines } from "../../../src/cli/process/printable.ts";

const anyText = fc.string({ unit: "binary" });

describe("printable", () => {
  it.each([
    ["an escape sequence loses its escape", "\u001b[31mred", "[31mred"],
    ["an eight-bit control is dropped", "a\u009b31mb", "a31mb"],
    ["a line break becomes a space", "a\r\nb\u2028c\td", "a b c d"],
    ["a bidirectional override is dropped", "a\u202eb\u2066c", "abc"],
    ["names in any script stay as they are", "Zoë 李小龍 محمد 👩‍💻", "Zoë 李小龍 محمد 👩‍💻"],
    ["a lone surrogate is dropped", "a\ud800b", "ab"],
  ])("%s", (_rule, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it("leaves no control character and no line break in any text", () => {
    void fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\u2028\u2029\u202a-\u202e]/u.test(printable(text))));
  });

  it("keeps the lines of a text of several lines", () => {
    expect(printableLines("a\u0007\nb\rc")).toBe("a\nb c");
  });
});

describe("jsonLine", () => {
  it("is one line of JSON with the same value, and nothing a terminal acts on", () => {
    void fc.assert(
      fc.property(anyText, (text) => {
        const line = jsonLine({ text });
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
        expect(JSON.parse(line)).toEqual({ text });
      }),
    );
  });

  it("writes null for a value that JSON does not know", () => {
    expect(jsonLine(undefined)).toBe("null");
  });
});
