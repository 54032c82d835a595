import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { GroupType, UserType } from "../../src/models/index.ts";
import { applyPatch, type PatchOperation } from "../../src/patch/index.ts";
import { GROUP_SCHEMA, USER_SCHEMA } from "../../src/urns.ts";
import {
  BADGE,
  bjensen,
  DEVICE_SCHEMA,
  DeviceType,
  device,
  ENTERPRISE,
  employee,
  expectRefusal,
  frozen,
  group,
} from "./fixtures.ts";

describe("applyPatch", () => {
  it("shares what did not change with its input, which it leaves alone", () => {
    const before = frozen(employee());
    const after = applyPatch(before, [{ op: "replace", path: 'emails[type eq "home"].display', value: "H" }], UserType);
    expect(before).toEqual(employee());
    expect(after.emails?.[0]).toBe(before.emails?.[0]);
    expect(after.addresses).toBe(before.addresses);
    expect(after[ENTERPRISE]).toBe(before[ENTERPRISE]);
  });

  it("keeps values and types apart that make the same text when they are joined", () => {
    const emails = [{ value: 'a\n"b' }, { value: "a", type: 'b\n"' }, { value: 'a\n"', type: "b" }];
    expect(applyPatch({}, [{ op: "add", path: "emails", value: emails }], UserType)).toMatchObject({ emails });
  });

  it("gives the resource itself back when operations undo one another", () => {
    const user = frozen(employee());
    const undone = [
      [
        { op: "add", path: "emails", value: { value: "x" } },
        { op: "remove", path: 'emails[value eq "x"]' },
      ],
      [
        { op: "remove", path: ENTERPRISE },
        { op: "add", value: { [ENTERPRISE]: employee()[ENTERPRISE] } },
        { op: "replace", path: "title", value: null },
      ],
    ];
    const { displayName: _, ...manager } = employee()[ENTERPRISE]?.manager ?? {};
    const plain = frozen({ ...employee(), [ENTERPRISE]: { ...employee()[ENTERPRISE], manager } });
    for (const operations of undone) expect(applyPatch(plain, operations, UserType)).toBe(plain);
    expect(applyPatch(user, undone[0] ?? [], UserType)).toBe(user);
  });

  it("makes no empty element and leaves none behind", () => {
    const user = frozen(bjensen());
    for (const op of ["add", "replace"]) {
      expect(applyPatch(user, [{ op, path: 'emails[type eq "fax"]', value: {} }], UserType)).toBe(user);
      expect(applyPatch(user, [{ op: "add", path: "emails", value: [{}, null, { shoe: 1 }] }], UserType)).toBe(user);
    }
    const after = applyPatch(user, [{ op: "replace", path: 'emails[type eq "home"]', value: {} }], UserType);
    expect(after.emails).toEqual([bjensen().emails?.[0]]);
  });

  it("takes nothing of the request into the resource that could be changed later", () => {
    const value = [{ value: "a", display: "A" }];
    const after = applyPatch(group(0), [{ op: "add", path: "members", value }], GroupType);
    for (const member of value) member.display = "changed";
    value.push({ value: "b", display: "B" });
    expect(after.members).toEqual([{ value: "a", display: "A" }]);
  });

  it("builds a resource from additions to an empty one", () => {
    const operations = [
      { op: "add", path: "userName", value: "ada@example.com" },
      { op: "add", path: "name.givenName", value: "Ada" },
      { op: "add", path: 'emails[type eq "work"].value', value: "ada@example.com" },
      { op: "add", path: 'emails[type eq "work"].primary', value: true },
      { op: "add", path: `${ENTERPRISE}:department`, value: "R&D" },
    ];
    const content = {
      userName: "ada@example.com",
      name: { givenName: "Ada" },
      emails: [{ type: "work", value: "ada@example.com", primary: true }],
      [ENTERPRISE]: { department: "R&D" },
    };
    const schemas = [USER_SCHEMA, ENTERPRISE];
    expect(applyPatch(frozen({}), operations, UserType)).toEqual({ schemas, ...content });
    expect(applyPatch(frozen({ schemas: [USER_SCHEMA] }), operations, UserType)).toEqual({ schemas, ...content });
  });

  it.each([
    ["null", null],
    ["an empty list", []],
    ["an empty object", {}],
  ])("takes %s in a resource for an absent value", (_, empty) => {
    const before = frozen({ emails: empty, name: empty, [ENTERPRISE]: empty });
    expect(applyPatch(before, [{ op: "remove", path: "emails" }], UserType)).toBe(before);
    const after = applyPatch(
      before,
      [
        { op: "add", path: "emails", value: { value: "a" } },
        { op: "add", path: "name.givenName", value: "A" },
      ],
      UserType,
    );
    expect(after).toMatchObject({ emails: [{ value: "a" }], name: { givenName: "A" } });
  });

  it("works on custom resource types and extensions", () => {
    const after = applyPatch(
      frozen(device()),
      [
        { op: "add", path: `${BADGE}:number`, value: 7 },
        { op: "add", path: `${BADGE}:doors`, value: ["front", "back", "FRONT"] },
        { op: "add", path: "toString", value: "T" },
        { op: "add", path: "weight", value: 1.5 },
        { op: "add", path: "place", value: { room: "A", wing: "ignored" } },
      ],
      DeviceType,
    );
    expect(after).toEqual({
      ...device(),
      schemas: [DEVICE_SCHEMA, BADGE],
      [BADGE]: { number: 7, doors: ["front", "back"] },
      toString: "T",
      weight: 1.5,
      place: { room: "A" },
    });
  });

  it.each([
    ["floor", 1.5],
    ["floor", "1"],
    ["weight", Number.NaN],
    ["tags", [{}, { a: 1 }]],
    ["ports", [1]],
    ["place", 7],
    ['ports[type eq "a"]', "text"],
    ["label", 5],
  ])("refuses a value that does not fit its type: %s = %j", (path, value) => {
    const before = { ...device(), ports: [{ type: "a" }] };
    const error = expectRefusal(
      () => applyPatch(before, [{ op: "replace", path, value }], DeviceType, { stringReferences: false }),
      "invalidValue",
    );
    expect(error.message).toContain(`Operations[0] (replace ${path})`);
  });

  it("names position and path of what it refuses, shortened, and never the value", () => {
    const operations = [{ op: "replace", path: `title${"x".repeat(500)}`, value: "secret-value" }];
    const error = expectRefusal(() => applyPatch(bjensen(), operations, UserType), "invalidPath");
    expect(error.message).toMatch(/^Operations\[0\] \(replace titlex+…\): /);
    expect(error.message.length).toBeLessThan(400);
    const second = expectRefusal(
      () => applyPatch(bjensen(), [{ op: "replace", value: { active: "secret-value" } }], UserType),
      "invalidValue",
    );
    expect(second.message).toContain("active");
    expect(second.message).not.toContain("secret-value");
  });

  it.each([null, 5, "text", [], { op: "add", path: 5 }, { op: 5 }, {}])(
    "refuses what is no operation: %j",
    (operation) => {
      const operations: PatchOperation[] = JSON.parse(JSON.stringify([operation]));
      expect(() => applyPatch(bjensen(), operations, UserType)).toThrow(expect.objectContaining({ status: 400 }));
    },
  );

  it("asks a given validation for the changed resource, once, and only when something changed", () => {
    const validate = vi.fn(UserType.validate);
    applyPatch(bjensen(), [{ op: "replace", path: "active", value: true }], UserType, { validate });
    expect(validate).not.toHaveBeenCalled();
    const operations = [
      { op: "replace", path: "active", value: false },
      { op: "replace", path: "title", value: "T" },
    ];
    const after = applyPatch(bjensen(), operations, UserType, { validate });
    expect(validate.mock.calls).toEqual([[after]]);
    const empty = [{ op: "replace", path: "userName", value: "" }];
    expectRefusal(() => applyPatch(bjensen(), empty, UserType, { validate }), "invalidValue");
  });

  it("keeps schemas naming what is there, whatever is written to it", () => {
    const user = frozen(employee());
    expect(applyPatch(user, [{ op: "replace", path: "schemas", value: [ENTERPRISE] }], UserType)).toBe(user);
    expect(applyPatch(user, [{ op: "add", path: "schemas", value: ["urn:example:unknown"] }], UserType)).toBe(user);
    expect(applyPatch(user, [{ op: "remove", path: `schemas[value eq "${ENTERPRISE}"]` }], UserType)).toBe(user);
    const plain = applyPatch(bjensen(), [{ op: "add", path: "schemas", value: [ENTERPRISE] }], UserType);
    expect(plain.schemas).toEqual([USER_SCHEMA, ENTERPRISE]);
  });

  it("forgets what described the old target when a reference points elsewhere, and only then", () => {
    const owned = { ...device(), owner: { value: "u1", $ref: "../Users/u1", displayName: "Ada", since: "2020" } };
    const owner = (operation: PatchOperation) => applyPatch(frozen(owned), [operation], DeviceType)["owner"];
    expect(owner({ op: "replace", path: "owner.value", value: "u2" })).toEqual({ value: "u2", since: "2020" });
    expect(owner({ op: "replace", path: "owner", value: { value: "u2", $ref: "u2" } })).toEqual({
      value: "u2",
      $ref: "u2",
      since: "2020",
    });
    expect(owner({ op: "replace", path: "owner.since", value: "2021" })).toEqual({ ...owned.owner, since: "2021" });
  });

  it("merges an element that is there with what an added one says beyond it", () => {
    const value = [{ type: "home", value: "babs@jensen.org", display: "Babs", primary: true }];
    expect(applyPatch(frozen(bjensen()), [{ op: "add", path: "emails", value }], UserType).emails).toEqual([
      { value: "bjensen@example.com", type: "work", primary: false },
      { value: "babs@jensen.org", type: "home", display: "Babs", primary: true },
    ]);
  });

  it("sets a sub-attribute of every element when the path selects none", () => {
    const after = applyPatch(frozen(bjensen()), [{ op: "replace", path: "addresses.country", value: "US" }], UserType);
    expect(after.addresses?.map(({ country }) => country)).toEqual(["US", "US"]);
  });

  it("treats names that objects inherit like any unknown name in keys: ignored, and nothing global changes", () => {
    const value: object = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","name":{"__proto__":{"polluted":1},"constructor":1},"__proto__.polluted":1,"constructor.prototype.polluted":1}',
    );
    const user = frozen(bjensen());
    expect(applyPatch(user, [{ op: "add", value }], UserType)).toBe(user);
    expect(
      applyPatch(user, [{ op: "add", path: "emails", value: [value, { value: "x", ...value }] }], UserType).emails?.at(
        -1,
      ),
    ).toEqual({ value: "x" });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    const strict = () => applyPatch(user, [{ op: "add", value }], UserType, { ignoreUnknown: false });
    expectRefusal(strict, "invalidPath");
  });

  it("answers any JSON with a resource or a SCIM error, and never changes its input", () => {
    const json = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("u1", "True", "", '{"value":"x"}', { value: "x" }, [{ type: "work", value: "y" }]),
    );
    const path = fc.oneof(
      fc.constantFrom(
        "emails",
        'emails[type eq "work"]',
        "emails.value",
        "name",
        "name.givenName",
        ENTERPRISE,
        "active",
        "schemas",
      ),
      fc.constantFrom(
        `${ENTERPRISE}:manager`,
        "roles",
        'emails[primary eq "True"].value',
        "x509Certificates",
        "meta",
        "members",
      ),
      fc.string(),
    );
    const operation = fc.record(
      { op: fc.constantFrom("add", "Replace", "remove"), path, value: json },
      { requiredKeys: ["op"] },
    );
    const before = frozen(employee());
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 4 }), (operations) => {
        try {
          const after = applyPatch(before, operations, UserType);
          expect(UserType.validate(after)).toBeDefined();
          expect(applyPatch(after, [], UserType)).toBe(after);
        } catch (error) {
          expect(error).toMatchObject({ status: 400, scimType: expect.any(String) });
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a large group", () => {
  /** Members that count how often their id is read. */
  function counting(size: number) {
    let reads = 0;
    const members = Array.from({ length: size }, (_, index) => ({
      get value() {
        reads++;
        return `u${index}`;
      },
    }));
    return { resource: { schemas: [GROUP_SCHEMA], displayName: "G", members }, reads: () => reads };
  }

  it.each([
    ["add one", [{ op: "add", path: "members", value: [{ value: "new" }] }]],
    ["add one that is there", [{ op: "add", path: "members", value: [{ value: "u4999" }] }]],
    ["remove one by value", [{ op: "remove", path: "members", value: [{ value: "u2500" }] }]],
    ["remove one by path", [{ op: "remove", path: 'members[value eq "u2500"]' }]],
    [
      "add a thousand one by one",
      Array.from({ length: 1000 }, (_, index) => ({ op: "add", path: "members", value: [{ value: `n${index}` }] })),
    ],
    [
      "remove a thousand one by one",
      Array.from({ length: 1000 }, (_, index) => ({ op: "remove", path: `members[value eq "u${index * 3}"]` })),
    ],
    [
      "remove a thousand by value",
      [{ op: "remove", path: "members", value: Array.from({ length: 1000 }, (_, index) => ({ value: `u${index}` })) }],
    ],
  ])("is scanned once to %s, and only the members concerned are read again", (_, operations) => {
    const { resource, reads } = counting(5000);
    applyPatch(resource, operations, GroupType);
    expect(reads()).toBeLessThanOrEqual(5000 + operations.length);
  });

  it("keeps the order of its members through many changes", () => {
    const operations = [
      { op: "remove", path: 'members[value eq "u1"]' },
      { op: "remove", path: 'members[value eq "u3"]' },
      { op: "add", path: "members", value: [{ value: "a" }] },
      { op: "add", path: "members", value: [{ value: "b" }, { value: "a" }] },
      { op: "remove", path: "members", value: [{ value: "a" }] },
      { op: "add", path: "members", value: [{ value: "u1" }] },
    ];
    const after = applyPatch(frozen(group(5)), operations, GroupType);
    expect(after.members?.map(({ value }) => value)).toEqual(["u0", "u2", "u4", "b", "u1"]);
  });
});
