/** Strings and JSON that are safe to print on a terminal. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLine, printable, printableExcerpt, printableLines } from "../../../src/cli/process/printable.ts";

const anyText = fc.string({ unit: "binary" });

describe("printable", () => {
  it.each([
    ["an escape is written out", "\u001b[31mred", "\\u001b[31mred"],
    ["an eight-bit control is written out", "a\u009b31mb", "a\\u009b31mb"],
    ["a line break becomes a space", "a\r\nb\u2028c\td", "a b c d"],
    ["a bidirectional override is written out", "a\u202eb\u2066c", "a\\u202eb\\u2066c"],
    ["characters that nobody sees are written out", "a\u200bb\u00a0c\ufeff\u00ad", "a\\u200bb\\u00a0c\\ufeff\\u00ad"],
    ["a joiner between Latin letters is written out", "a\u200db\u200c", "a\\u200db\\u200c"],
    ["names in any script stay as they are", "Zoë 李小龍 محمد می\u200cروم 👩‍💻", "Zoë 李小龍 محمد می\u200cروم 👩‍💻"],
    ["a lone surrogate is written out", "a\ud800b", "a\\ud800b"],
  ])("%s", (_rule, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it("leaves no control character and no line break in any text", () => {
    void fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\u2028\u2029\u202a-\u202e]/u.test(printable(text))));
  });

  it("keeps a caret below its character", () => {
    expect(printableExcerpt("Trim(\u200b[a])\n      ^")).toBe("Trim(\\u200b[a])\n           ^");
  });

  it("keeps the lines of a text of several lines", () => {
    expect(printableLines("a\u0007\nb\rc")).toBe("a\\u0007\nb c");
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
