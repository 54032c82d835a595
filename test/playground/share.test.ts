import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeState,
  EMPTY_STATE,
  encodeState,
  MAX_FRAGMENT,
  type SharedState,
} from "../../docs/playground/src/share.ts";

const text = fc.string({ unit: "binary", maxLength: 200 });
const state: fc.Arbitrary<SharedState> = fc.record({
  expression: text,
  attributes: text,
  now: text,
  domain: text,
  schema: text,
  csv: text,
});

function encoded(value: SharedState): string {
  const read = encodeState(value);
  return "value" in read ? read.value : read.problem;
}

/** A fragment of any JSON. */
function fragmentOf(json: unknown): string {
  return `1.${Buffer.from(JSON.stringify(json)).toString("base64url")}`;
}

describe("a link", () => {
  it("comes back as it was, in characters that need no escaping", () => {
    fc.assert(
      fc.property(state, (value) => {
        expect(encoded(value)).toMatch(/^1\.[\w-]+$/);
        expect(decodeState(encoded(value))).toEqual({ value });
      }),
    );
  });

  it("keeps lone surrogates", () => {
    const value = { ...EMPTY_STATE, expression: "\ud800" };
    expect(decodeState(encoded(value))).toEqual({ value });
  });

  it("is not made of too much text", () => {
    const value = { ...EMPTY_STATE, schema: "x".repeat(MAX_FRAGMENT) };
    expect(encodeState(value)).toEqual({ problem: expect.stringContaining("Too much text for a link") });
  });

  it("that is damaged gives a problem, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (fragment) => {
        expect(decodeState(`1.${fragment}`)).toEqual({ problem: expect.any(String) });
      }),
      { examples: [["bnVsbA"], ["W10"], ["eyI"], ["%"], [""]] },
    );
  });

  it.each([
    ["longer than any that is made", `1.${"A".repeat(MAX_FRAGMENT)}`, "too long"],
    ["of another version", "2.e30", "not made by this page"],
    ["of no version", "examples", "not made by this page"],
    ["with a field that is no text", fragmentOf({ expression: 1 }), "expected expression to be a text"],
    ["with a list", fragmentOf([]), "damaged"],
  ])("%s is refused", (_, fragment, problem) => {
    expect(decodeState(fragment)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it("takes only fields that it knows, and only its own", () => {
    const fragment = `1.${Buffer.from('{"__proto__":{"expression":"x"},"other":"y","csv":"z"}').toString("base64url")}`;
    expect(decodeState(fragment)).toEqual({ value: { ...EMPTY_STATE, csv: "z" } });
  });
});
