/** JSON that is nested deeper than any stack: it ends in a resource or a SCIM error, never in a RangeError. */
import { expect, it } from "vitest";
import { isScimError } from "../../src/errors.ts";
import { GroupType, normalizeResource, UserType } from "../../src/models/index.ts";
import { applyPatch, diffResources } from "../../src/patch/index.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";

function nested(key: string): object {
  let value: object = {};
  for (let depth = 0; depth < 100_000; depth++) value = { [key]: value };
  return value;
}

function nestedList(): unknown[] {
  let value: unknown[] = [];
  for (let depth = 0; depth < 100_000; depth++) value = [value];
  return value;
}

const values: readonly [string, unknown][] = [
  ...["value", "name", "manager", "members", USER_SCHEMA, ENTERPRISE_USER_SCHEMA, "unknown"].map(
    (key): [string, unknown] => [key, nested(key)],
  ),
  ["lists", nestedList()],
];

it.each(values)("nested in %s", (_name, value) => {
  const attempts = [
    () => normalizeResource(value, UserType),
    () => normalizeResource({ userName: "ada", name: value, emails: value, [USER_SCHEMA]: value }, UserType),
    () => applyPatch({ userName: "ada" }, [{ op: "add", value }], UserType),
    ...["name", "emails", "meta", `${ENTERPRISE_USER_SCHEMA}:manager`, ENTERPRISE_USER_SCHEMA].map(
      (path) => () => applyPatch({ userName: "ada" }, [{ op: "replace", path, value }], UserType),
    ),
    () => applyPatch({ displayName: "g" }, [{ op: "remove", path: "members", value }], GroupType),
  ];
  for (const attempt of attempts) {
    try {
      attempt();
    } catch (error) {
      expect(isScimError(error), String(error)).toBe(true);
    }
  }
});

it.each(["title", "emails", "name", "schemas"])(
  "differences in %s of a value nested deeper than any stack are refused",
  (name) => {
    const [before, after] = [nestedList(), nestedList()].map((deep) =>
      name === "name" ? { name: { givenName: deep } } : { [name]: deep },
    );
    const pairs = [
      [before, after],
      [before, {}],
      [{}, after],
    ];
    for (const [old = {}, wanted = {}] of pairs) {
      const run = () => diffResources(old, wanted, UserType);
      if (name === "schemas") expect(run()).toEqual([]);
      else expect(run).toThrow(/nested more than 100 levels deep/);
    }
  },
);
