import { describe, expect, it } from "vitest";
import { PROXYCLICK_USER_ATTRIBUTES } from "../../src/profile/proxyclick-profile.ts";
import { parseSynchronizationSchema } from "../../src/provisioning/index.ts";
import { defaultMapping } from "../../src/proxyclick/index.ts";

describe("the default mapping", () => {
  const { users } = parseSynchronizationSchema(defaultMapping());
  const expressionOf = (target: string) => users.attributes.find((mapping) => mapping.target === target)?.expression;

  it("gives userName and the work email the same source", () => {
    expect(expressionOf("userName")).toBeDefined();
    expect(expressionOf("userName")).toBe(expressionOf('emails[type eq "work"].value'));
  });

  it("matches by userName", () => {
    expect(users.attributes.filter(({ matchingPriority }) => matchingPriority > 0).map(({ target }) => target)).toEqual(
      ["userName"],
    );
  });

  it("writes only attributes that Proxyclick documents", () => {
    const paths = users.attributes.map(({ target }) => target.replace(/\[.*\]/, ""));
    expect(paths.filter((path) => !PROXYCLICK_USER_ATTRIBUTES.includes(path))).toEqual([]);
  });

  it("is plain JSON, and a new one for each caller", () => {
    expect(JSON.parse(JSON.stringify(defaultMapping()))).toEqual(defaultMapping());
    expect(defaultMapping().synchronizationRules).not.toBe(defaultMapping().synchronizationRules);
  });
});
