import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileFilter, filter, parseFilter } from "../../src/filter/index.ts";
import { CoreUser, defineResourceType, UserType } from "../../src/models/index.ts";
import { ENTERPRISE_USER_SCHEMA } from "../../src/urns.ts";

const users = filter(UserType);

describe("filter builder", () => {
  it.each([
    ["a comparison", users.where("userName", "eq", "bjensen"), 'userName eq "bjensen"'],
    ["presence", users.where("title", "pr"), "title pr"],
    ["null", users.where("title", "eq", null), "title eq null"],
    ["a sub-attribute", users.where("name.familyName", "co", "O'Malley"), 'name.familyName co "O\'Malley"'],
    ["a list", users.where("emails", "co", "@example.com"), 'emails co "@example.com"'],
    ["a sub-attribute of a list", users.where("emails.primary", "eq", true), "emails.primary eq true"],
    ["an extension", users.where(ENTERPRISE_USER_SCHEMA, "pr"), `${ENTERPRISE_USER_SCHEMA} pr`],
    [
      "an attribute of an extension",
      users.where(`${ENTERPRISE_USER_SCHEMA}:manager.displayName`, "sw", "J"),
      `${ENTERPRISE_USER_SCHEMA}:manager.displayName sw "J"`,
    ],
    [
      "a value path",
      users.where("emails", (email) => email.where("type", "eq", "work").and("value", "ew", ".com")),
      'emails[type eq "work" and value ew ".com"]',
    ],
    [
      "conditions joined from left to right",
      users.where("title", "pr").or("nickName", "pr").and("active", "eq", true),
      "(title pr or nickName pr) and active eq true",
    ],
    [
      "a group",
      users.where("active", "eq", true).and(users.where("title", "pr").or("nickName", "pr")),
      "active eq true and (title pr or nickName pr)",
    ],
    ["a negation", users.where("title", "pr").and("active", "eq", true).not(), "not (title pr and active eq true)"],
  ])("writes %s", (_, built, text) => {
    expect(String(built)).toBe(text);
    expect(parseFilter(text)).toStrictEqual(built.toFilter());
  });

  it("escapes every value, so that none can widen the filter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (userName) => {
        const built = users.where("userName", "eq", userName);
        expect(parseFilter(`${built}`, { maxLength: 1e5 })).toStrictEqual({
          kind: "compare",
          path: { name: "userName" },
          operator: "eq",
          value: userName,
        });
      }),
    );
    expect(`${users.where("userName", "eq", 'x" or userName pr or "')}`).toBe(
      'userName eq "x\\" or userName pr or \\""',
    );
  });

  it("never changes: each method answers a new filter", () => {
    const active = users.where("active", "eq", true);
    active.and("title", "pr");
    expect(`${active}`).toBe("active eq true");
  });

  it("compiles", () => {
    const matches = compileFilter(users.where("userName", "eq", "BJENSEN").toFilter(), UserType);
    expect(matches({ userName: "bjensen" })).toBe(true);
  });

  it("knows the attributes of a custom extension", () => {
    const urn = "urn:example:params:scim:schemas:extension:badge:2.0:User";
    const badge = z.object({ code: z.string(), level: z.number() });
    const type = defineResourceType({
      name: "User",
      endpoint: "/Users",
      schema: CoreUser,
      extensions: { [urn]: badge },
    });
    const built = filter(type).where(`${urn}:code`, "eq", "A 1").and(`${urn}:level`, "gt", 2);
    expect(`${built}`).toBe(`${urn}:code eq "A 1" and ${urn}:level gt 2`);
    expect(compileFilter(built.toFilter(), type)({ [urn]: { code: "a 1", level: 3 } })).toBe(true);
    // @ts-expect-error No parts of a number.
    expect(() => filter(type).where(`${urn}:level`, "co", 2)).toThrow(/"co" does not fit/);
  });

  it("a condition that does not suit the resource type is a TypeError, not an error of a request", () => {
    expect(() => users.where("password", "pr")).toThrow(TypeError);
  });

  it("a condition that does not suit the resource type neither compiles nor runs", () => {
    // @ts-expect-error No such attribute.
    expect(() => users.where("nope", "pr")).toThrow(/unknown attribute "nope"/);
    // @ts-expect-error No such sub-attribute.
    expect(() => users.where("name.nope", "pr")).toThrow(/unknown attribute/);
    // @ts-expect-error No such attribute of the extension.
    expect(() => users.where(`${ENTERPRISE_USER_SCHEMA}:nope`, "pr")).toThrow(/unknown attribute/);
    // @ts-expect-error No order on booleans.
    expect(() => users.where("active", "gt", true)).toThrow(/"gt" does not fit/);
    // @ts-expect-error A boolean is not text.
    expect(() => users.where("active", "eq", "true")).toThrow(/true or false/);
    // @ts-expect-error Text is not a number.
    expect(() => users.where("userName", "eq", 5)).toThrow(/a string/);
    // @ts-expect-error An undefined value is not "no value".
    expect(() => users.where("userName", "eq", undefined)).toThrow(/a value or null/);
    // @ts-expect-error No such operator.
    expect(() => users.where("userName", "like", "x")).toThrow(/operator/);
    // @ts-expect-error No such sub-attribute of an element.
    expect(() => users.where("emails", (email) => email.where("nope", "pr"))).toThrow(/unknown attribute/);
    expect(() => users.where("password", "pr")).toThrow(/cannot be used in a filter/);
    // @ts-expect-error The condition in the brackets must not be lost.
    expect(() => users.where('emails[type eq "work"].value', "eq", "x")).toThrow(/expected the end of the name/);
    // @ts-expect-error Not a condition.
    expect(() => users.where({})).toThrow(/needs a filter/);
    // @ts-expect-error Not a filter.
    expect(() => users.where("emails", () => undefined)).toThrow(/needs a filter/);
  });
});
