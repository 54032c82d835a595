/** The cases of the store contract on filters, which match as the filter module does (RFC 7644 §3.4.2.2). */
import type { JsonObject } from "../../models/index.ts";
import type { Store } from "../../server/index.ts";
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from "../../urns.ts";
import { checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";
import { filterOf, idOf, idsOf, insertResource, queryUsers, user } from "./store-calls.ts";

/** Users by name, and which of them each filter finds. */
interface FilterTable {
  readonly users: Readonly<Record<string, JsonObject>>;
  readonly filters: readonly (readonly [expression: string, names: readonly string[]])[];
}

const COMPARED: FilterTable = {
  users: {
    ada: { active: true, displayName: "The ada", externalId: "E-1" },
    bob: { active: false, displayName: "The bob", externalId: "e-1" },
    cleo: { active: true, displayName: "The cleo" },
  },
  filters: [
    ['userName eq "ADA"', ["ada"]],
    ['userName eq "nobody"', []],
    ['externalId eq "E-1"', ["ada"]],
    ['externalId eq "e-1"', ["bob"]],
    ['externalId sw "E"', ["ada"]],
    ["externalId pr", ["ada", "bob"]],
    ["active eq true", ["ada", "cleo"]],
    ["active eq false", ["bob"]],
    ['active eq true and userName sw "c"', ["cleo"]],
    ['userName eq "ada" or userName eq "bob"', ["ada", "bob"]],
    ['(userName eq "ada" or userName eq "bob") and active eq false', ["bob"]],
    ['displayName co "THE B"', ["bob"]],
    ['displayName ew "EO"', ["cleo"]],
    ['userName gt "b"', ["bob", "cleo"]],
    ['userName eq "a\\"; DROP TABLE users; --"', []],
    ['userName sw "%"', []],
  ],
};

const ABSENT: FilterTable = {
  users: {
    ada: { active: true, displayName: "The ada", externalId: "E-1" },
    bob: { displayName: "The bob" },
    cleo: { active: false },
  },
  filters: [
    ["not (externalId pr)", ["bob", "cleo"]],
    ['not (externalId eq "E-1")', ["bob", "cleo"]],
    ['not (displayName co "ada")', ["bob", "cleo"]],
    ['not (displayName sw "The")', ["cleo"]],
    ["not (active eq true)", ["bob", "cleo"]],
    ['not (displayName eq "The ada" or externalId eq "E-1")', ["bob", "cleo"]],
    ['not (displayName eq "The bob" and externalId eq "E-1")', ["ada", "bob", "cleo"]],
    ['not (not (displayName eq "The ada"))', ["ada"]],
    ['externalId ne "E-1"', ["bob", "cleo"]],
    ['displayName ne "The ada" and not (userName eq "bob")', ["cleo"]],
  ],
};

const PATTERNS: FilterTable = {
  users: { user_1: {}, userx1: {}, "user%1": {}, "user\\1": {}, "user*1": {} },
  filters: [
    ['userName co "r_1"', ["user_1"]],
    ['userName sw "user%"', ["user%1"]],
    ['userName ew "\\\\1"', ["user\\1"]],
    ['userName co "r*"', ["user*1"]],
    ['userName co "r?"', []],
    ['userName sw "user[x]"', []],
  ],
};

const WHOLE: FilterTable = {
  users: {
    ada: {
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      name: { familyName: "Lovelace" },
      emails: [
        { type: "work", value: "ada@contoso.com" },
        { type: "home", value: "ada@home.example" },
      ],
      [ENTERPRISE_USER_SCHEMA]: { department: "Engines", manager: { value: "id-charles" } },
    },
    bob: { emails: [{ type: "home", value: "bob@contoso.com" }] },
    cleo: {},
  },
  filters: [
    ['name.familyName eq "LOVELACE"', ["ada"]],
    ['emails.value eq "BOB@contoso.com"', ["bob"]],
    ['emails co "contoso"', ["ada", "bob"]],
    ["emails pr", ["ada", "bob"]],
    ['emails[type eq "home" and value co "contoso"]', ["bob"]],
    ['not (emails[type eq "work"])', ["bob", "cleo"]],
    [`${ENTERPRISE_USER_SCHEMA}:department eq "engines"`, ["ada"]],
    [`not (${ENTERPRISE_USER_SCHEMA}:department eq "engines")`, ["bob", "cleo"]],
    [`${ENTERPRISE_USER_SCHEMA}:manager.value eq "id-charles"`, ["ada"]],
    [`schemas eq "${ENTERPRISE_USER_SCHEMA}"`, ["ada"]],
    ['meta.created gt "2026-01-31T09:29:59.999+01:00"', ["ada", "bob", "cleo"]],
    ['meta.created gt "2026-01-31T08:30:00Z"', []],
    ['meta.created eq "2026-01-31T03:00:00.000-05:30"', ["ada", "bob", "cleo"]],
  ],
};

/** Cases on attributes that every store has. */
export const filterCases: readonly ContractCase<Store>[] = [
  filterCase("matches filters as the filter module does", COMPARED),
  filterCase('matches "not" and "ne" where the attribute has no value', ABSENT),
  filterCase("takes the characters of a filter's value literally, wildcards included", PATTERNS),
];

/** Cases on attributes that a store may lack which keeps some attributes only. */
export const wholeFilterCases: readonly ContractCase<Store>[] = [
  filterCase("matches filters on lists, complex values, extensions and times", WHOLE),
];

function filterCase(name: string, { users, filters }: FilterTable): ContractCase<Store> {
  return {
    name,
    async run(store) {
      const ids = new Map<string, string>();
      for (const [index, [userName, attributes]] of Object.entries(users).entries()) {
        const resource = { ...user(userName, attributes), id: `user-${index}` };
        ids.set(userName, idOf(await insertResource(store, "contoso", resource)));
      }
      await insertResource(store, "fabrikam", { ...user("ada", users["ada"]), id: "elsewhere" });
      for (const [expression, names] of filters) {
        const filter = filterOf(expression);
        const found = await queryUsers(store, "contoso", { filter });
        const expected = names.map((userName) => ids.get(userName) ?? "");
        checkEqual(`the users that ${expression} finds`, [...idsOf(found)].sort(), [...expected].sort());
        checkEqual(`the total of ${expression}`, found.total, expected.length);
        const { total } = await queryUsers(store, "contoso", { filter, count: 0 });
        checkEqual(`the total of ${expression} with count=0`, total, expected.length);
      }
    },
  };
}
