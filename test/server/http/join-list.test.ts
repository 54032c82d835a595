/** A long list becomes the same message as a short one, in whatever characters. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinList } from "../../../src/server/http/join-list.ts";

function decode(content: string | Uint8Array): string {
  return typeof content === "string" ? content : new TextDecoder("utf-8", { fatal: true }).decode(content);
}

describe("a message with a list", () => {
  it("has its values between its start and its end, separated by commas", () => {
    expect(joinList("[", [], "]")).toBe("[]");
    expect(joinList("[", ["1"], "]")).toBe("[1]");
    expect(joinList("[", ["1", '"é"', "{}"], "]")).toBe('[1,"é",{}]');
  });

  it.each(["a", "é", "€", "😀"])("is in UTF-8 when it is long, here of %s", (character) => {
    const values = Array.from({ length: 200 }, () => JSON.stringify(character.repeat(100)));
    const content = joinList("[", values, "]");
    expect(content).toBeInstanceOf(Uint8Array);
    expect(decode(content)).toBe(`[${values.join(",")}]`);
  });

  it("may have values that are in UTF-8 already", () => {
    const encoder = new TextEncoder();
    const values = ["x".repeat(9_000), "é".repeat(1_000), "1", "€".repeat(30_000), "2"];
    const mixed = values.map((value, index) => (index % 2 === 0 ? value : encoder.encode(value)));
    expect(decode(joinList("[", mixed, "]"))).toBe(`[${values.join(",")}]`);
    expect(decode(joinList("[", [encoder.encode("1"), "2"], "]"))).toBe("[1,2]");
  });

  it("loses nothing, wherever the space that was reserved ends", () => {
    const value = fc.string({ unit: fc.constantFrom("a", "é", "€", "😀"), maxLength: 8_000 });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), value, (values, end) => {
        const list = ["x".repeat(10_000), ...values];
        expect(decode(joinList("[", list, end))).toBe(`[${list.join(",")}${end}`);
      }),
      { numRuns: 100 },
    );
  });

  it("has its commas where a value fills the space that was reserved", () => {
    for (let size = 1_240; size < 1_260; size += 1) {
      const values = ["x".repeat(9_990 - size) + "é".repeat(size), "1", "2"];
      expect(decode(joinList("[", values, "]"))).toBe(`[${values.join(",")}]`);
    }
  });
});
