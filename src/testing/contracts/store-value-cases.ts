/** The cases of the store contract on values: what was written comes back, whole and unchanged. */
import type { JsonObject } from "../../models/index.ts";
import { UserType } from "../../models/index.ts";
import type { Store } from "../../server/index.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { check, checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { filterOf, getUser, idOf, idsOf, insertResource, queryUsers, replaceUser, user } from "./store-calls.ts";

/** Attributes of every kind: lists, complex values, an extension. */
const EVERYTHING: JsonObject = {
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  externalId: "E-1",
  displayName: "Ada",
  active: true,
  name: { familyName: "Lovelace", givenName: "Ada" },
  emails: [
    { value: "ada@contoso.com", type: "work", primary: true },
    { value: "ada@home.example", type: "home" },
  ],
  phoneNumbers: [{ value: "+32 2 555 12 34", type: "mobile" }],
  addresses: [{ type: "work", streetAddress: "12 Rue du Moulin\nBox 4", primary: false }],
  [ENTERPRISE_USER_SCHEMA]: { department: "Engines", employeeNumber: "007", manager: { value: "id-charles" } },
};

/** Cases on users that every store passes. */
export const valueCases: readonly ContractCase<Store>[] = [
  {
    name: "returns from get what the write returned",
    async run(store) {
      const stored = await insertResource(store, "contoso", user("ada", EVERYTHING));
      checkEqual("the user that get returns after an insert", await getUser(store, idOf(stored)), stored);
      const changed = await replaceUser(store, stored, {
        displayName: "Countess",
        emails: [{ value: "c@contoso.com" }],
      });
      checkEqual("the user that get returns after a replace", await getUser(store, idOf(stored)), changed);
    },
  },
  {
    name: "keeps an extension that a replace contains, and clears one that it omits, if it keeps extensions",
    async run(store) {
      const first = await insertResource(store, "contoso", user("ada", EVERYTHING));
      if (departmentOf(first) === undefined) return;
      const second = await replaceUser(store, first, { displayName: "Countess" });
      checkEqual("the department after a replace that contains it", departmentOf(second), "Engines");
      checkEqual("the department that get returns", departmentOf(await getUser(store, idOf(first))), "Engines");
      const third = await replaceUser(store, second, { [ENTERPRISE_USER_SCHEMA]: { department: "Looms" } });
      checkEqual("the department after a replace that changes it", departmentOf(third), "Looms");
      await replaceUser(store, third, { schemas: [USER_SCHEMA], [ENTERPRISE_USER_SCHEMA]: undefined });
      const last = departmentOf(await getUser(store, idOf(first)));
      checkEqual("the department after a replace that omits the extension", last, undefined);
    },
  },
  {
    name: "stores long values whole, or rejects them: it cuts none",
    async run(store) {
      for (const length of [70, 130, 260, 1_100, 5_000]) {
        const [name, other] = [`${"n".repeat(length - 1)}1`, `${"n".repeat(length - 1)}2`];
        const first = await insertUnlessRejected(store, { ...user(name, { displayName: name }), id: `long-${length}` });
        if (first === undefined) continue;
        const read = await getUser(store, idOf(first));
        checkLength("userName", read?.["userName"], length);
        checkLength("displayName", read?.["displayName"], length);
        const second = await insertUnlessRejected(store, { ...user(other), id: `other-${length}` });
        const found = await queryUsers(store, "contoso", { filter: filterOf(`userName eq "${name}"`) });
        checkEqual(`the users whose userName of ${length} characters ends in 1`, idsOf(found).length, 1);
        if (second !== undefined) checkLength("userName", (await getUser(store, idOf(second)))?.["userName"], length);
      }
    },
  },
  {
    name: "keeps blanks at both ends of a value, and compares with them",
    async run(store) {
      const plain = await insertResource(store, "contoso", user("ada", { displayName: "Ada" }));
      const padded = await insertResource(store, "contoso", {
        ...user("ada ", { displayName: " Ada " }),
        id: "padded",
      });
      const read = await getUser(store, idOf(padded));
      checkEqual("the userName with a blank at its end", read?.["userName"], "ada ");
      checkEqual("the displayName with blanks at both ends", read?.["displayName"], " Ada ");
      for (const [expression, expected] of [
        ['userName eq "ada"', plain],
        ['userName eq "ada "', padded],
        ['displayName eq "Ada"', plain],
        ['displayName ew "Ada "', padded],
      ] as const) {
        const found = await queryUsers(store, "contoso", { filter: filterOf(expression) });
        checkEqual(`the users that ${expression} finds`, idsOf(found), [idOf(expected)]);
      }
    },
  },
  {
    name: "keeps every character as it was sent",
    async run(store) {
      for (const [index, displayName] of [
        "\u{1F469}\u200D\u{1F4BB} and \u{20BB7}",
        "decomposed e\u0301, composed \u00E9, full width \uFF21",
        "a\u00A0b\u200Bc\u202Ed",
        "line\nbreak, carriage\rreturn and\ttab",
        `quotes ' " \` and \\ backslash; -- %_*?[]{}$1`,
        "0012",
        "null",
      ].entries()) {
        const stored = await insertResource(store, "contoso", user(`user-${index}`, { displayName }));
        checkEqual("the displayName", (await getUser(store, idOf(stored)))?.["displayName"], displayName);
      }
    },
  },
  {
    name: "keeps times to the millisecond, unless it makes its own",
    async run(store) {
      const meta = { ...Object(user("ada")["meta"]), created: EXACT_TIME, lastModified: EXACT_TIME };
      const stored = await insertResource(store, "contoso", { ...user("ada"), meta });
      const read = await getUser(store, idOf(stored));
      for (const name of ["created", "lastModified"]) {
        const found: unknown = Reflect.get(Object(read?.["meta"]), name);
        const distance = Math.abs(Date.parse(String(found)) - Date.parse(EXACT_TIME));
        check(!(distance > 0 && distance < 1_000), `the meta.${name} that get returns`, EXACT_TIME, String(found));
      }
    },
  },
  {
    name: "compares ids exactly, with case",
    async run(store) {
      const ada = await insertResource(store, "contoso", user("ada"));
      const id = idOf(ada);
      const other = id.toUpperCase();
      if (other === id) return;
      checkEqual(`get of "${other}" while there is "${id}"`, await getUser(store, other), undefined);
      const found = await queryUsers(store, "contoso", { filter: filterOf(`id eq "${other}"`) });
      checkEqual(`the users that id eq "${other}" finds`, idsOf(found), []);
      const own = await queryUsers(store, "contoso", { filter: filterOf(`id eq "${id}"`) });
      checkEqual(`the users that id eq "${id}" finds`, idsOf(own), [id]);
      const deleted = await store.delete("contoso", UserType, other, undefined, {
        signal: new AbortController().signal,
      });
      checkEqual(`delete of "${other}"`, deleted, "missing");
    },
  },
];

/** Cases on users that a store passes unless it keeps some attributes only. */
export const wholeValueCases: readonly ContractCase<Store>[] = [
  {
    name: "stores all attributes as they were written: lists, complex values, extensions and meta",
    async run(store) {
      const meta = { resourceType: "User", created: EXACT_TIME, lastModified: EXACT_TIME, version: 'W/"1"' };
      const given = { ...user("ada", EVERYTHING), meta };
      const stored = await insertResource(store, "contoso", given);
      checkEqual("the user that get returns", written(await getUser(store, idOf(stored))), written(given));
      const changes = { emails: [{ value: "c@contoso.com", type: "other" }], name: undefined };
      const changed = await replaceUser(store, stored, changes);
      const expected = { ...given, ...changes, id: changed["id"] };
      const after = written(await getUser(store, idOf(stored)));
      checkEqual("the user that get returns after a replace", after, written({ ...expected, meta: changed["meta"] }));
    },
  },
];

const EXACT_TIME = "2026-01-31T08:30:00.123Z";

/** A resource without what a store may choose: its id and its version. */
function written(resource: JsonObject | undefined): JsonObject {
  const { id: _id, meta, ...attributes } = resource ?? {};
  const { version: _version, ...times } = Object(meta);
  return { ...attributes, meta: times };
}

function departmentOf(resource: JsonObject | undefined): unknown {
  return Reflect.get(Object(resource?.[ENTERPRISE_USER_SCHEMA]), "department");
}

async function insertUnlessRejected(store: Store, resource: JsonObject): Promise<JsonObject | undefined> {
  try {
    return await insertResource(store, "contoso", resource);
  } catch (error) {
    // The assertion of insertResource: the store called a value a duplicate that differs at its end.
    if (String(error).includes('"duplicate"')) throw error;
    return undefined;
  }
}

function checkLength(name: string, value: unknown, expected: number): void {
  const length = typeof value === "string" ? value.length : 0;
  check(length === expected, `the length of a ${name} that get returns`, String(expected), String(length));
}
