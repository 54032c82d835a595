import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isScimError } from "../../src/errors.ts";
import { compileElementFilter } from "../../src/filter/compile.ts";
import {
  type CompileFilterOptions,
  compileFilter,
  type Filter,
  parseFilter,
  parsePath,
} from "../../src/filter/index.ts";
import { comparisonKey } from "../../src/internal/comparison-key.ts";
import { resolvePath } from "../../src/models/attribute-tree.ts";
import { GroupType, UserType } from "../../src/models/index.ts";
import { Thing } from "./tree.ts";

function matches(text: string, resource: object, options?: CompileFilterOptions): boolean {
  return compileFilter(parseFilter(text), Thing, options)(resource);
}

function refusal(text: string, type = Thing): unknown {
  try {
    compileFilter(parseFilter(text), type);
  } catch (error) {
    return error;
  }
  return undefined;
}

const invalidFilter = (detail: RegExp) =>
  expect.objectContaining({ status: 400, scimType: "invalidFilter", detail: expect.stringMatching(detail) });

describe("comparison by type", () => {
  it.each([
    ['text eq "BOB"', { text: "bob" }, true],
    ['text eq "bob"', { text: "BOB" }, true],
    ['text eq "bob"', { text: "bo" }, false],
    ['text eq "İx"', { text: "i̇X" }, true],
    ['text co "OB"', { text: "bob" }, true],
    ['text sw "BO"', { text: "bob" }, true],
    ['text ew "OB"', { text: "bob" }, true],
    ['text ew "bo"', { text: "bob" }, false],
    // Half of a surrogate pair is no character.
    ['text sw "\ud83d"', { text: "😀" }, false],
    ['exact co "\ud83d"', { exact: "😀" }, false],
    ['text gt "ALICE"', { text: "bob" }, true],
    ['text ge "BOB"', { text: "bob" }, true],
    ['text lt "bob"', { text: "Alice" }, true],
    ['text le "alice"', { text: "Bob" }, false],
    ['exact eq "EXT-1"', { exact: "EXT-1" }, true],
    ['exact eq "EXT-1"', { exact: "ext-1" }, false],
    ['exact co "XT"', { exact: "ext-1" }, false],
    ['exact sw "EXT"', { exact: "EXT-1" }, true],
    ['exact ew "-1"', { exact: "EXT-1" }, true],
    ['exact gt "B"', { exact: "a" }, true],
    ["count eq 5", { count: 5 }, true],
    ["count eq 5", { count: "5" }, false],
    ["count gt 5", { count: 6 }, true],
    ["count ge 5.0", { count: 5 }, true],
    ["count lt 10", { count: 9 }, true],
    ["ratio le 1e-1", { ratio: 0.1 }, true],
    ["ratio gt 0", { ratio: -0.5 }, false],
    ["flag eq true", { flag: true }, true],
    ["flag eq false", { flag: true }, false],
    ["flag eq false", {}, false],
    ["flag ne true", { flag: false }, true],
    ['link eq "https://example.com/A"', { link: "https://example.com/A" }, true],
    ['link eq "https://example.com/A"', { link: "https://example.com/a" }, false],
    ['link sw "https:"', { link: "https://example.com/a" }, true],
    ['bytes eq "QUJD"', { bytes: "QUJD" }, true],
    ['bytes eq "QUJD"', { bytes: "qujd" }, false],
  ])("%s on %j is %s", (text, resource, expected) => {
    expect(matches(text, resource)).toBe(expected);
  });

  it.each([
    ["eq", "2011-05-13T04:42:34Z", "2011-05-13T04:42:34.000Z", true],
    ["eq", "2011-05-13T04:42:34Z", "2011-05-13T06:42:34+02:00", true],
    ["eq", "2011-05-13T04:42:34.12Z", "2011-05-13T04:42:34.1200000Z", true],
    ["eq", "2011-05-13T04:42:34Z", "2011-05-13T04:42:34", true],
    ["eq", "2011-05-13T04:42:34Z", "2011-05-13T04:42:34.0000001Z", false],
    ["gt", "2011-05-13T04:42:34Z", "2011-05-13T04:42:34.0000001Z", true],
    ["gt", "2011-05-13T04:42:34Z", "2011-05-13T05:42:34+02:00", false],
    ["ge", "2011-05-13T04:42:34Z", "2011-05-13T00:42:34-04:00", true],
    ["lt", "2011-05-13T04:42:34Z", "2011-05-13T04:42:33.999Z", true],
    ["le", "2011-05-13T04:42:34Z", "2011-05-13T04:42:35Z", false],
    ["gt", "2011-05-13T04:42:34Z", "no date", false],
  ])("a dateTime compares as an instant: %s %s with %s", (operator, wanted, moment, expected) => {
    expect(matches(`moment ${operator} "${wanted}"`, { moment })).toBe(expected);
  });

  it("operators compare the keys of texts, also where a short cut is taken", () => {
    const unit = fc.constantFrom(
      "i",
      "I",
      "\u0307",
      "\u0130",
      "e",
      "\u0301",
      "\u00c9",
      "K",
      "k",
      "\u03a3",
      "\u03c2",
      ".",
      "\n",
    );
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit }));
    fc.assert(
      fc.property(text, text, text, (one, other, more) => {
        const wanted = comparisonKey(one, { caseExact: false });
        for (const stored of [other, one.toUpperCase(), one + other, more + one, more + one + other]) {
          const key = comparisonKey(stored, { caseExact: false });
          const expected = {
            eq: key === wanted,
            co: key.includes(wanted),
            sw: key.startsWith(wanted),
            ew: key.endsWith(wanted),
            gt: key > wanted,
            ge: key >= wanted,
            lt: key < wanted,
            le: key <= wanted,
          };
          for (const operator of ["eq", "co", "sw", "ew", "gt", "ge", "lt", "le"] as const) {
            const filter: Filter = { kind: "compare", path: { name: "text" }, operator, value: one };
            expect(compileFilter(filter, Thing)({ text: stored })).toBe(expected[operator]);
          }
        }
      }),
    );
  });
});

describe("operators and values that do not fit a type are invalidFilter (RFC 7644 §3.4.2.2)", () => {
  it.each([
    ["flag gt true", /"gt" does not fit the boolean attribute "flag"/],
    ['flag co "t"', /"co" does not fit/],
    ['flag eq "yes"', /true or false/],
    ['flag eq "true"', /true or false/],
    ["flag eq 1", /true or false/],
    ['bytes gt "QUJD"', /"gt" does not fit the binary/],
    ['bytes co "QUJD"', /"co" does not fit the binary/],
    ["bytes eq 1", /a string/],
    ['count co "5"', /"co" does not fit the integer/],
    ['count eq "5"', /a number/],
    ["ratio sw 1", /"sw" does not fit the decimal/],
    ["text eq 5", /a string/],
    ["text co true", /a string/],
    ["exact gt 5", /a string/],
    ['moment co "2011"', /"co" does not fit the dateTime/],
    ['moment gt "yesterday"', /a dateTime/],
    ['moment eq "2011-02-30T00:00:00Z"', /a dateTime/],
    ["text gt null", /does not fit the value null/],
    ["text co null", /does not fit the value null/],
    ['place eq "x"', /"eq" does not fit the complex attribute "place"/],
    ['urn:example:badge:2.0 eq "x"', /an extension/],
  ])("%s", (text, detail) => {
    expect(refusal(text)).toEqual(invalidFilter(detail));
    expect(isScimError(refusal(text))).toBe(true);
  });
});

describe("absent values", () => {
  it.each([undefined, null])("%s satisfies no comparison but ne and eq null", (text) => {
    const resource = { text };
    expect(matches('text eq "a"', resource)).toBe(false);
    expect(matches('text lt "a"', resource)).toBe(false);
    expect(matches('text co ""', resource)).toBe(false);
    expect(matches("text pr", resource)).toBe(false);
    expect(matches("text eq null", resource)).toBe(true);
    expect(matches("text ne null", resource)).toBe(false);
    expect(matches('text ne "a"', resource)).toBe(true);
    expect(matches('not (text eq "a")', resource)).toBe(true);
    expect(matches('not (text ne "a")', resource)).toBe(false);
    expect(matches("not (text pr)", resource)).toBe(true);
  });

  it.each([
    ["text pr", { text: "" }, false],
    ["count pr", { count: 0 }, true],
    ["flag pr", { flag: false }, true],
    ["tags pr", { tags: [] }, false],
    ["tags pr", { tags: [""] }, false],
    ["tags pr", { tags: ["x"] }, true],
    ["parts pr", { parts: [] }, false],
    ["parts pr", { parts: [{}] }, false],
    ["parts pr", { parts: [{ type: "work" }] }, true],
    ["place pr", { place: {} }, false],
    ["place pr", { place: { city: "" } }, false],
    ["place pr", { place: { names: [] } }, false],
    ["place pr", { place: { names: ["x"] } }, true],
    ["place.city pr", { place: { city: "x" } }, true],
    ["place eq null", { place: {} }, true],
    ["urn:example:badge:2.0 pr", { "urn:example:badge:2.0": { code: "x" } }, true],
    ["urn:example:badge:2.0 pr", { "urn:example:badge:2.0": {} }, false],
    ["URN:Example:Locker pr", { "urn:example:locker": { number: 0 } }, true],
  ])("%s on %j is %s", (text, resource, expected) => {
    expect(matches(text, resource)).toBe(expected);
  });
});

describe("multi-valued attributes", () => {
  const resource = {
    tags: ["Red", "green"],
    counts: [1, 5],
    parts: [
      { value: "a@example.com", type: "work", size: 1, primary: true },
      { value: "b@example.org", type: "home", size: 9 },
    ],
  };

  it.each([
    ['tags eq "red"', true],
    ['tags eq "blue"', false],
    ['tags ne "blue"', true],
    ['tags ne "red"', false],
    ["counts gt 4", true],
    ["counts gt 5", false],
    ['parts eq "A@example.com"', true],
    ['parts co "example.org"', true],
    ['parts.value co "example.net"', false],
    ['parts.type eq "home"', true],
    ["parts.size gt 8", true],
    ['parts ne "c@example.com"', true],
    ['parts ne "a@example.com"', false],
    ['parts.type ne "work"', false],
    ['parts[type ne "work"]', true],
    ['parts[type eq "work" and size gt 5]', false],
    ['parts.type eq "work" and parts.size gt 5', true],
    ['parts[type eq "home" and size gt 5]', true],
    ['parts[type eq "work" and (size gt 5 or primary eq true)]', true],
    ['parts[not (type eq "work") and value ew ".com"]', false],
    ['parts[type eq "work"].value eq "b@example.org"', false],
    ['parts[type eq "work"].value eq "a@example.com"', true],
    ['parts[primary eq "True"].value eq "a@example.com"', true],
    ['parts[primary eq "false"]', false],
    ['parts[value eq "x"]', false],
    ["parts[primary eq null]", true],
    ["not (parts[size gt 100])", true],
    ['tags[value eq "RED"]', true],
    ['tags[value sw "b"]', false],
    ["counts[value gt 1 and value lt 5]", false],
  ])("%s is %s", (text, expected) => {
    expect(matches(text, resource)).toBe(expected);
  });

  it.each(['parts[not (type eq "x")]', 'parts[type ne "x"]', "parts[type eq null]", 'place[not (city eq "x")]'])(
    "a value path matches nothing where there is no element: %s",
    (text) => {
      expect(matches(text, {})).toBe(false);
      expect(matches(text, { parts: [], place: null })).toBe(false);
    },
  );

  it("a value path on a single complex attribute looks at its one value", () => {
    expect(matches('place[city eq "Ghent"]', { place: { city: "ghent" } })).toBe(true);
  });

  it("values of another shape than the schema's match nothing, and throw nothing", () => {
    for (const odd of [
      { tags: "red" },
      { tags: {} },
      { parts: [null, 1, "x", [[]]] },
      { parts: { value: "a@example.com" } },
      { place: "x" },
    ]) {
      for (const text of [
        'tags eq "red"',
        'parts co "a"',
        "parts pr",
        'parts[type eq "x"]',
        'place.city eq "x"',
        "place pr",
      ]) {
        expect(matches(text, odd)).toBe(false);
      }
    }
  });
});

describe("names", () => {
  it.each([
    ['TEXT eq "x"', { text: "x" }],
    ['Place.CITY eq "x"', { place: { city: "x" } }],
    ['urn:EXAMPLE:thing:text eq "x"', { text: "x" }],
    ['urn:example:BADGE:2.0:Code eq "x"', { "urn:example:badge:2.0": { code: "x" } }],
    ["urn:example:locker:number eq 1", { "urn:example:locker": { number: 1 } }],
    ["number eq 1", { "urn:example:locker": { number: 1 } }],
    ['Parts[Type eq "x"]', { parts: [{ type: "x" }] }],
  ])("are found in any case: %s", (text, resource) => {
    expect(matches(text, resource)).toBe(true);
  });

  it.each([
    "nope pr",
    "text.nope pr",
    "place.nope pr",
    "parts[nope pr]",
    "parts[parts.type pr]",
    "tags[type pr]",
    "urn:example:other:text pr",
    "urn:example:badge:2.0:nope pr",
    "shared pr",
    "__proto__ pr",
    "constructor pr",
    "toString pr",
    "place.constructor pr",
    "parts[__proto__ pr]",
    "__proto__.toString pr",
    "hasOwnProperty[value pr]",
  ])("that the schema does not know are an error: %s", (text) => {
    expect(refusal(text)).toEqual(invalidFilter(/^unknown attribute "/));
  });

  it("the error names the attribute as it was written", () => {
    expect(refusal('title pr or Shoe.Size eq "x"', UserType)).toEqual(invalidFilter(/^unknown attribute "Shoe.Size"$/));
  });

  it.each(["nope", "__proto__", "constructor", "place.toString"])(
    "with unknown: no-match, %s is an attribute without a value (RFC 7644 §3.4.2.1)",
    (name) => {
      const options = { unknown: "no-match" } as const;
      expect(matches(`${name} pr`, {}, options)).toBe(false);
      expect(matches(`${name} eq "x"`, {}, options)).toBe(false);
      expect(matches(`${name} gt 5`, {}, options)).toBe(false);
      expect(matches(`${name} ne "x"`, {}, options)).toBe(true);
      expect(matches(`${name} eq null`, {}, options)).toBe(true);
      expect(matches(`text eq "x" or ${name} eq "x"`, { text: "x" }, options)).toBe(true);
      expect(matches(`parts[${name.split(".").at(-1)} eq "x"]`, { parts: [{ value: "x" }] }, options)).toBe(false);
      expect(matches(`${name.split(".").at(-1)}[type eq "x"]`, {}, options)).toBe(false);
    },
  );
});

describe("attributes that are never returned are no oracle", () => {
  it.each([
    "secret pr",
    'SECRET sw "a"',
    'input eq "x"',
    "safe pr",
    'safe.value eq "x"',
    'safe[value eq "x"]',
    'vault.value eq "x"',
    'vault[value eq "x"]',
    'parts.pin sw "1"',
    'parts[PIN sw "1"]',
    'parts[type eq "work"].pin sw "1"',
    'urn:example:badge:2.0:key eq "x"',
    'key eq "x"',
    'urn:example:thing:secret eq "x"',
  ])("%s", (text) => {
    expect(refusal(text)).toEqual(invalidFilter(/cannot be used in a filter/));
  });

  it("a password is refused in any case, also where unknown names match nothing", () => {
    for (const text of [
      'password eq "x"',
      "PassWord pr",
      'urn:ietf:params:scim:schemas:core:2.0:User:password sw "x"',
    ]) {
      expect(() => compileFilter(parseFilter(text), UserType, { unknown: "no-match" })).toThrow(
        invalidFilter(/cannot be used/),
      );
    }
  });

  it("a complex attribute is not present for its secret part alone, and does not compare by it", () => {
    expect(matches("vault pr", { vault: { value: "x" } })).toBe(false);
    expect(matches("vault pr", { vault: { value: "x", label: "y" } })).toBe(true);
    expect(matches("parts pr", { parts: [{ pin: "1" }] })).toBe(false);
    expect(matches("urn:example:badge:2.0 pr", { "urn:example:badge:2.0": { key: "x" } })).toBe(false);
    expect(refusal('vault eq "x"')).toEqual(invalidFilter(/does not fit the complex attribute/));
  });
});

describe("value paths", () => {
  it.each(['text[value eq "x"]', 'place.city[value eq "x"]', "urn:example:locker[number eq 1]"])(
    "need an attribute with elements: %s",
    (text) => {
      expect(refusal(text)).toEqual(invalidFilter(/no elements/));
    },
  );

  it("do not stand inside one another, also in filters that were not parsed", () => {
    const inner = parseFilter("parts[type pr]");
    expect(() => compileFilter({ kind: "valuePath", path: { name: "parts" }, filter: inner }, Thing)).toThrow(
      invalidFilter(/contain another/),
    );
  });
});

it("an and or an or without operands is a TypeError, not a filter that matches everything", () => {
  for (const kind of ["and", "or"] as const) {
    expect(() => compileFilter({ kind, operands: [] }, Thing)).toThrow(TypeError);
  }
});

it.each([
  ["and", true, false],
  ["or", false, true],
] as const)("a long %s asks its operands in order and ends at the first that decides", (kind, passes, decides) => {
  const operands = Array.from({ length: 100_000 }, () => parseFilter("active eq true"));
  const matches = compileFilter({ kind, operands }, UserType);
  let asked = 0;
  const user = (last: boolean) => ({
    get active() {
      asked++;
      return asked === 5 ? last : passes;
    },
  });
  expect(matches(user(passes))).toBe(passes);
  expect(asked).toBe(100_000);
  asked = 0;
  expect(matches(user(decides))).toBe(decides);
  expect(asked).toBe(5);
});

describe("compileElementFilter", () => {
  it.each([
    ['emails[type eq "WORK"]', { type: "work" }, true],
    ['emails[primary eq "True"]', { primary: true }, true],
    ['emails[not (type eq "work")]', { value: "x" }, true],
    ['emails[type eq "work"]', "work", false],
    ['schemas[value eq "urn:a"]', "urn:a", true],
    ['schemas[value eq "urn:a"]', undefined, false],
  ])("%s on %j is %s", (text, element, expected) => {
    const { path, filter } = parsePath(text);
    const node = resolvePath(UserType.tree, path)?.attribute;
    if (filter === undefined || node === undefined) throw new Error(`no filter in ${text}`);
    expect(compileElementFilter(filter, node)(element)).toBe(expected);
  });

  it("finds a member by its value", () => {
    const members = GroupType.tree.attributes.get("members");
    if (members === undefined) throw new Error("no members");
    expect(compileElementFilter(parseFilter('value eq "u1"'), members)({ value: "u1" })).toBe(true);
    expect(() => compileElementFilter(parseFilter("nope pr"), members)).toThrow(invalidFilter(/unknown attribute/));
    expect(compileElementFilter(parseFilter("nope pr"), members, { unknown: "no-match" })({ nope: 1 })).toBe(false);
  });
});
