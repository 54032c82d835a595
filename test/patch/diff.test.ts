import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUnassigned } from "../../src/internal/values.ts";
import { type AttributeNode, GroupType, type ResourceTypeLike, UserType } from "../../src/models/index.ts";
import { identityOf } from "../../src/patch/elements.ts";
import { immutableParts } from "../../src/patch/immutable-parts.ts";
import { applyPatch, diffResources, STRICT_PATCH } from "../../src/patch/index.ts";
import { BADGE, bjensen, DeviceType, device, ENTERPRISE, employee, frozen, group } from "./fixtures.ts";

const diffUser = (before: object, after: object) => diffResources(frozen(before), frozen(after), UserType);

describe("diffResources names what changed, and nothing else", () => {
  it("finds nothing between equal resources", () => {
    expect(diffUser(employee(), employee())).toEqual([]);
  });

  it("adds, replaces and removes single values", () => {
    const { displayName: _, ...rest } = bjensen();
    expect(diffUser(bjensen(), { ...rest, active: false, title: "Guide" })).toEqual([
      { op: "remove", path: "displayName" },
      { op: "add", path: "title", value: "Guide" },
      { op: "replace", path: "active", value: false },
    ]);
  });

  it("names a sub-attribute when one changed, and the complex attribute when more did", () => {
    const named = (name: object) => ({ ...bjensen(), name: { ...bjensen().name, ...name } });
    expect(diffUser(bjensen(), named({ givenName: "Babs" }))).toEqual([
      { op: "replace", path: "name.givenName", value: "Babs" },
    ]);
    expect(diffUser(bjensen(), named({ middleName: undefined }))).toEqual([{ op: "remove", path: "name.middleName" }]);
    const both = { givenName: "Babs", familyName: "J" };
    expect(diffUser(bjensen(), named(both))).toEqual([
      { op: "replace", path: "name", value: { ...bjensen().name, ...both } },
    ]);
  });

  it("addresses attributes of an extension by its URN, and leaves schemas to follow", () => {
    const operations = diffUser(bjensen(), employee());
    expect(operations).toEqual([
      { op: "add", path: `${ENTERPRISE}:employeeNumber`, value: "701984" },
      { op: "add", path: `${ENTERPRISE}:department`, value: "Tour Operations" },
      { op: "add", path: `${ENTERPRISE}:manager`, value: { value: "26118915", $ref: "../Users/26118915" } },
    ]);
  });

  it("addresses elements by type, and by value where types do not tell them apart", () => {
    const mails = (...emails: object[]) => ({ emails });
    const [work, home] = [
      { type: "work", value: "a@x" },
      { type: "home", value: "b@x" },
    ];
    expect(diffUser(mails(work, home), mails({ ...work, value: "c@x" }, home))).toEqual([
      { op: "replace", path: 'emails[type eq "work"].value', value: "c@x" },
    ]);
    expect(diffUser(mails(work, home), mails(home))).toEqual([{ op: "remove", path: 'emails[type eq "work"]' }]);
    const second = { type: "work", value: "d@x" };
    expect(diffUser(mails(work, second), mails(work, { ...second, display: "D" }))).toEqual([
      { op: "add", path: 'emails[value eq "d@x"].display', value: "D" },
    ]);
    expect(diffUser(mails(work, work), mails(work))).toEqual([{ op: "replace", path: "emails", value: [work] }]);
  });

  it("moves primary by one operation", () => {
    const emails = (first: boolean) => ({
      emails: [
        { type: "work", value: "a", primary: first },
        { type: "home", value: "b", primary: !first },
      ],
    });
    expect(diffUser(emails(true), emails(false))).toEqual([
      { op: "replace", path: 'emails[type eq "home"].primary', value: true },
    ]);
  });

  it("names the members that came and went, and not the group", () => {
    const before = group(1000);
    const members = (before.members ?? []).filter(({ value }) => value !== "u7");
    expect(diffResources(before, { ...before, members: [...members, { value: "new" }] }, GroupType)).toEqual([
      { op: "remove", path: 'members[value eq "u7"]' },
      { op: "add", path: "members", value: [{ value: "new" }] },
    ]);
  });

  it("replaces a list when that is shorter, or the order changed", () => {
    const before = group(10);
    const [first, second] = before.members ?? [];
    expect(diffResources(before, { ...before, members: [first] }, GroupType)).toEqual([
      { op: "replace", path: "members", value: [first] },
    ]);
    expect(diffResources({ members: [first, second] }, { members: [second, first] }, GroupType)).toHaveLength(1);
    expect(
      diffResources({ members: [first, second] }, { members: [second, first] }, GroupType, { ignoreOrder: true }),
    ).toEqual([]);
  });

  it("replaces a reference as one", () => {
    const after = { ...employee(), [ENTERPRISE]: { ...employee()[ENTERPRISE], manager: { value: "boss" } } };
    expect(diffUser(employee(), after)).toEqual([
      { op: "replace", path: `${ENTERPRISE}:manager`, value: { value: "boss" } },
    ]);
  });

  it("leaves readOnly attributes out", () => {
    const after = { ...bjensen(), id: "x", meta: { version: "2" }, groups: [{ value: "g" }] };
    expect(diffUser(bjensen(), after)).toEqual([]);
    const badge = { ...device(), [BADGE]: { printed: true } };
    expect(diffResources(device(), badge, DeviceType)).toEqual([]);
  });

  it("writes quotes, backslashes and line ends of a value so that the path stays one", () => {
    const tricky = 'a"] or \\ \n value eq "';
    const before = { emails: [{ value: tricky }, { value: "b" }] };
    const operations = diffUser(before, { emails: [{ value: tricky, display: "X" }, { value: "b" }] });
    expect(operations).toHaveLength(1);
    expect(applyPatch(before, operations, UserType)).toEqual({
      emails: [{ value: tricky, display: "X" }, { value: "b" }],
    });
  });
});

/** Words that differ by case, need escapes, or are empty: what makes elements alike. */
const text = fc.constantFrom("a", "A", "b", "c", "work", "Work", "home", 'q"\\', "", "é");

function valuesOf(node: AttributeNode): fc.Arbitrary<unknown> {
  const single = singleOf(node);
  if (!node.multiValued) return single;
  return fc.array(single, { minLength: 1, maxLength: 4 }).map(onePrimary);
}

function singleOf(node: AttributeNode): fc.Arbitrary<unknown> {
  switch (node.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: -2, max: 2 });
    case "decimal":
      return fc.constantFrom(0, -0.5, 1.5);
    case "dateTime":
      return fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00");
    case "string":
    case "reference":
    case "binary":
      return node.required ? text.filter((value) => value !== "") : text;
    case "complex":
      return recordOf([...node.subAttributes.values()], node.multiValued)
        .filter((record) => Object.keys(record).length > 0 && !isBlankReference(record, node))
        .map((record) => withFixedParts(record, node));
  }
}

/** Elements with the same key have the same immutable parts, because no operation can change them. */
function withFixedParts(record: Record<string, unknown>, node: AttributeNode): Record<string, unknown> {
  const parts = immutableParts(node);
  if (parts.length === 0 || isUnassigned(record["value"])) return record;
  return { ...record, ...Object.fromEntries(parts.map(({ name }) => [name, identityOf(record, node)])) };
}

/** An empty `value` of a single reference means that there is none (`emptyStrings`). */
function isBlankReference(record: object, { multiValued, subAttributes }: AttributeNode): boolean {
  return !multiValued && subAttributes.has("$ref") && Reflect.get(record, "value") === "";
}

/** @param element An element of a list: a new one has immutable sub-attributes of its own. */
function recordOf(nodes: readonly AttributeNode[], element = false): fc.Arbitrary<Record<string, unknown>> {
  const writable = nodes.filter(
    ({ mutability }) => mutability !== "readOnly" && (element || mutability !== "immutable"),
  );
  const requiredKeys = writable.filter(({ required }) => required).map(({ name }) => name);
  const model = Object.fromEntries(writable.map((node) => [node.name, valuesOf(node)]));
  return fc.record(model, { requiredKeys });
}

/** RFC 7643 §2.4: at most one element is primary. */
function onePrimary(elements: readonly unknown[]): unknown[] {
  let seen = false;
  return elements.map((element) => {
    if (typeof element !== "object" || element === null || Reflect.get(element, "primary") !== true) return element;
    const kept = seen ? { ...element, primary: false } : element;
    seen = true;
    return kept;
  });
}

function resourceOf({ tree }: ResourceTypeLike): fc.Arbitrary<Record<string, unknown>> {
  const core = recordOf([...tree.attributes.values()].filter(({ name }) => name !== "schemas"));
  const parts = [...tree.extensions.values()].map((extension) =>
    recordOf([...extension.attributes.values()]).map((value) => ({ urn: extension.urn, value })),
  );
  return fc.tuple(core, ...parts).map(([resource, ...extensions]) => {
    const present = extensions.filter(({ value }) => Object.keys(value).length > 0);
    return {
      schemas: [tree.schema, ...present.map(({ urn }) => urn)],
      ...resource,
      ...Object.fromEntries(present.map(({ urn, value }) => [urn, value])),
    };
  });
}

describe("applying the difference gives the resource that was wanted", () => {
  it.each([
    ["users", UserType, 1500],
    ["groups", GroupType, 1000],
    ["devices", DeviceType, 2500],
  ] as const)("for generated %s", (_, type, numRuns) => {
    fc.assert(
      fc.property(resourceOf(type), resourceOf(type), (before, after) => {
        const operations = diffResources(frozen(before), frozen(after), type);
        for (const options of [undefined, STRICT_PATCH]) {
          if (options === STRICT_PATCH && operations.length === 0) continue;
          expect(applyPatch(frozen(before), operations, type, options)).toEqual(after);
        }
      }),
      { numRuns, endOnFailure: true },
    );
  });

  it.each([
    ["users", UserType],
    ["devices", DeviceType],
  ] as const)("for small edits of generated %s, with no more operations than attributes that changed", (_, type) => {
    const edited = resourceOf(type).chain((before) =>
      fc.tuple(
        fc.constant(before),
        resourceOf(type),
        fc.subarray(Object.keys(before).filter((key) => !key.includes(":") && key !== "schemas")),
      ),
    );
    fc.assert(
      fc.property(edited, ([before, donor, keys]) => {
        const changes = keys.filter((key) => Object.hasOwn(donor, key)).map((key) => [key, donor[key]] as const);
        const after = { ...before, ...Object.fromEntries(changes) };
        const operations = diffResources(before, after, type);
        expect(applyPatch(before, operations, type)).toEqual(after);
        for (const { path } of operations) expect(changes.map(([key]) => key)).toContain(path?.split(/[.[]/)[0]);
      }),
      { numRuns: 1000, endOnFailure: true },
    );
  });

  it("finds nothing for a generated resource and itself, and applying nothing gives it back", () => {
    fc.assert(
      fc.property(resourceOf(UserType), (user) => {
        expect(diffResources(user, structuredClone(user), UserType)).toEqual([]);
        expect(applyPatch(user, [], UserType)).toBe(user);
      }),
    );
  });
});
