/** Which strings are equal for which attribute (RFC 7643 §2.2, RFC 7644 §5, RFC 8265 §3.3.1). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparisonKey, equalityTest } from "../../src/internal/comparison-key.ts";

const text = { caseExact: false, path: "displayName" };
const userName = { caseExact: false, path: "userName" };
const exact = { caseExact: true, path: "externalId" };

describe("comparisonKey", () => {
  it.each([
    ["case", "ADA", "ada", true, true],
    ["a composed and a decomposed letter", "Zo\u00eb", "zoe\u0308", true, true],
    ["a decomposed capital and a composed small letter", "E\u0301MILE", "\u00e9mile", true, true],
    ["marks in another order", "a\u0323\u0307", "a\u0307\u0323", true, true],
    ["a letter with and without its accent", "\u00e9mile", "emile", false, false],
    ["fullwidth letters", "\uff21\uff24\uff21", "ada", false, true],
    ["a fullwidth at sign", "ada\uff20contoso.com", "ada@contoso.com", false, true],
    ["halfwidth katakana with a voiced mark", "\uff76\uff9e", "\u30ac", false, true],
    ["halfwidth and fullwidth won signs", "\uffe6", "\u20a9", false, true],
    ["halfwidth and usual Hangul letters", "\uffa1\uffc2\uffda", "\u3131\u314f\u3161", false, true],
    ["a fullwidth macron", "\uffe3", "\u00af", false, true],
    ["an ideographic space", "a\u3000b", "a b", false, true],
    ["a compatibility ligature", "\ufb01n", "fin", false, false],
    ["sharp s and ss", "stra\u00dfe", "STRASSE", false, false],
    ["capital and small sharp s", "STRA\u1e9eE", "stra\u00dfe", true, true],
    ["a word with final sigma, in capitals", "\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2", true, true],
    ["final and other sigma", "\u03c2", "\u03c3", true, false],
    ["dotted capital I and i", "\u0130", "i", false, false],
    ["dotless i and i", "\u0131", "i", false, false],
    ["the Kelvin sign and k", "\u212a", "k", true, true],
    ["Cherokee letters", "\u13a0", "\uab70", true, true],
  ])("compares %s", (_what, one, other, inText, inUserName) => {
    expect(comparisonKey(one, text) === comparisonKey(other, text)).toBe(inText);
    expect(comparisonKey(one, userName) === comparisonKey(other, userName)).toBe(inUserName);
    expect(comparisonKey(one, exact) === comparisonKey(other, exact)).toBe(one === other);
  });

  it("is the simple case folding of Unicode for every single character", () => {
    const escaped = (character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`;
    for (let code = 0x80; code <= 0x1_ffff; code++) {
      const character = String.fromCodePoint(code);
      const key = comparisonKey(character, text);
      if (code >= 0xd8_00 && code < 0xe0_00) expect(key).toBe(character);
      else if (character.normalize() === character && [...key].length === 1 && key !== character)
        expect(new RegExp(`^${escaped(character)}$`, "iu").test(key), escaped(character)).toBe(true);
    }
  });
});

describe("equalityTest", () => {
  const unit = fc.constantFrom(
    "a",
    "A",
    "e",
    "\u0301",
    "\u00e9",
    "\u00c9",
    "\uff21",
    "\u212a",
    "k",
    "\u0130",
    "\u00df",
    "\u03c2",
    "\u03a3",
    "\u017f",
    "s",
  );
  const value = fc.oneof(fc.string({ unit }), fc.string({ unit: "binary" }));

  it.each([
    ["text", text],
    ["a userName", userName],
    ["exact text", exact],
  ])("says for %s whether the keys are equal", (_what, attribute) => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        for (const stored of [other, one.normalize("NFD"), one.toUpperCase(), one.toLowerCase().normalize()]) {
          const isEqual = comparisonKey(one, attribute) === comparisonKey(stored, attribute);
          expect(equalityTest(one, attribute)(stored)).toBe(isEqual);
        }
      }),
    );
  });

  it("is false for values that are no strings", () => {
    expect([undefined, null, 1, ["a"], {}].some((value) => equalityTest("a", text)(value))).toBe(false);
  });
});
