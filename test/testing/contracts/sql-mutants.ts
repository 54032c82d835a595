/** Defects that a store over SQL is likely to have, each a small variation of a sound one. */
import { PARTS, type Variation } from "./sql-store.ts";

/** A defect, the variation that has it, and the rule of the contract that it breaks. */
export interface SqlMutant {
  readonly defect: string;
  readonly variation: Variation;
  readonly rule: RegExp;
}

/** As the `lower` of SQLite, and of PostgreSQL in the locale C. */
const lowerAscii = (value: string): string => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** As a collation that ignores accents, such as MySQL's default. */
const withoutAccents = (value: string): string => value.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** Other keys of the userName; the other unique attributes keep theirs. */
const nameKeys = (key: (userName: string) => string): Pick<typeof PARTS, "keys"> => ({
  keys: (type, resource) =>
    PARTS.keys(type, resource).map(([path, value]) => [
      path,
      path === "userName" ? key(String(resource[path])) : value,
    ]),
});

const schema = (from: string, to: string): Variation => ({ schema: replaceIn(PARTS.schema, from, to) });

function replaceIn(statement: string, from: string, to: string): string {
  if (!statement.includes(from)) throw new Error(`The statement has no "${from}" any more.`);
  return statement.replaceAll(from, to);
}

export const SQL_MUTANTS: readonly SqlMutant[] = [
  {
    defect: "NOT of a comparison with NULL is NULL",
    variation: { leaf: (condition) => condition },
    rule: /"not" and "ne"/,
  },
  {
    defect: "ne is <>, which is NULL for NULL",
    variation: { differs: (column) => `${column} <> ?` },
    rule: /"not" and "ne"/,
  },
  { defect: "not is dropped", variation: { not: (condition) => condition }, rule: /"not" and "ne"/ },
  {
    defect: "co is LIKE without escapes",
    variation: { contains: (column, value) => ({ text: `${column} LIKE '%' || ? || '%'`, values: [value] }) },
    rule: /literally, wildcards included/,
  },
  {
    defect: "sw is LIKE without escapes",
    variation: { startsWith: (column, value) => ({ text: `${column} LIKE ? || '%'`, values: [value] }) },
    rule: /literally, wildcards included|matches filters as/,
  },
  {
    defect: "co is GLOB",
    variation: { contains: (column, value) => ({ text: `${column} GLOB '*' || ? || '*'`, values: [value] }) },
    rule: /literally, wildcards included/,
  },
  {
    defect: "unique names are folded by lower(), which knows ASCII only",
    variation: nameKeys(lowerAscii),
    rule: /regardless of case, beyond ASCII/,
  },
  {
    defect: "names are looked up by lower(), which knows ASCII only",
    variation: { fold: lowerAscii },
    rule: /regardless of case, beyond ASCII/,
  },
  {
    defect: "unique names are folded by toLowerCase, which knows neither width nor composition",
    variation: nameKeys((userName) => userName.toLowerCase()),
    rule: /beyond ASCII|width and composition/,
  },
  {
    defect: "names are looked up by toLowerCase",
    variation: { fold: (value) => value.toLowerCase() },
    rule: /width and composition/,
  },
  {
    defect: "unique names are compared without accents",
    variation: nameKeys(withoutAccents),
    rule: /differ in more than case/,
  },
  {
    defect: "names are looked up without accents",
    variation: { fold: withoutAccents },
    rule: /differ in more than case/,
  },
  {
    defect: "unique names are compared exactly",
    variation: nameKeys((userName) => userName),
    rule: /regardless of case/,
  },
  {
    defect: "ids are compared without case",
    variation: schema("id TEXT", "id TEXT COLLATE NOCASE"),
    rule: /compares ids exactly/,
  },
  {
    defect: "externalId is compared without case",
    variation: schema("external_id TEXT", "external_id TEXT COLLATE NOCASE"),
    rule: /matches filters as/,
  },
  {
    defect: "member ids are compared without case",
    variation: schema("value TEXT", "value TEXT COLLATE NOCASE"),
    rule: /members\.value, exactly/,
  },
  {
    defect: "names are compared without trailing blanks, as CHAR and PAD SPACE do",
    variation: schema("user_name TEXT", "user_name TEXT COLLATE RTRIM"),
    rule: /keeps blanks at both ends/,
  },
  {
    defect: "unique names are compared without trailing blanks",
    variation: schema("path TEXT, key TEXT", "path TEXT, key TEXT COLLATE RTRIM"),
    rule: /keeps blanks at both ends/,
  },
  {
    defect: "values are trimmed",
    variation: {
      body: (resource) => JSON.stringify(resource, (_, value) => (typeof value === "string" ? value.trim() : value)),
    },
    rule: /keeps blanks at both ends/,
  },
  ...[64, 255, 1_024].map((length) => ({
    defect: `columns are cut to ${length} characters, unique ones too`,
    variation: { column: (value: string) => value.slice(0, length) },
    rule: /stores long values whole/,
  })),
  {
    defect: "texts are cut to 255 characters",
    variation: {
      body: (resource) =>
        JSON.stringify(resource, (_, value) => (typeof value === "string" ? value.slice(0, 255) : value)),
    },
    rule: /stores long values whole/,
  },
  {
    defect: "characters beyond the basic plane are dropped",
    variation: { body: (resource) => JSON.stringify(resource).replace(/[\u{10000}-\u{10FFFF}]/gu, "?") },
    rule: /keeps every character/,
  },
  {
    defect: "texts are stored in normal form",
    variation: { body: (resource) => JSON.stringify(resource).normalize("NFC") },
    rule: /keeps every character/,
  },
  {
    defect: "times are stored without milliseconds",
    variation: { body: (resource) => JSON.stringify(resource).replace(/(T\d\d:\d\d:\d\d)\.\d{3}Z/g, "$1.000Z") },
    rule: /times to the millisecond/,
  },
  {
    defect: "extensions are dropped on replace",
    variation: {
      merge: (_, after) => Object.fromEntries(Object.entries(after).filter(([name]) => !name.startsWith("urn:"))),
    },
    rule: /keeps an extension that a replace contains/,
  },
  {
    defect: "a replace keeps the extensions of before",
    variation: {
      merge: (before, after) => ({
        ...after,
        ...Object.fromEntries(Object.entries(before).filter(([name]) => name.startsWith("urn:"))),
      }),
    },
    rule: /keeps an extension that a replace contains/,
  },
  {
    defect: "a replace merges",
    variation: { merge: (before, after) => ({ ...before, ...after }) },
    rule: /clears what a replace omits/,
  },
  {
    defect: "the unique attributes of extensions are forgotten",
    variation: { keys: (type, resource) => PARTS.keys(type, resource).filter(([path]) => path === "userName") },
    rule: /unique attributes of extensions unique/,
  },
  {
    defect: "the unique attributes of extensions are compared exactly",
    variation: {
      keys: (type, resource) =>
        PARTS.keys(type, resource).map(([path, key]) => [path, path === "userName" ? key : JSON.stringify(resource)]),
    },
    rule: /unique attributes of extensions/,
  },
  {
    defect: "unique values are unique over all tenants",
    variation: schema("UNIQUE (tenant, type, path, key)", "UNIQUE (type, path, key)"),
    rule: /isolates tenants|within a tenant/,
  },
  {
    defect: "the keys of a replaced user stay",
    variation: { dropKeys: "DELETE FROM keys WHERE sequence = ? AND 0" },
    rule: /changes the case|duplicate userName|never changes|extensions unique/,
  },
  {
    defect: "a member that is added again stays as it was",
    variation: { addMember: "INSERT OR IGNORE INTO members (sequence, value, body) VALUES (?, ?, ?)" },
    rule: /adds again with other details/,
  },
  {
    defect: "a member that is added again moves to the end",
    variation: { addMember: "INSERT OR REPLACE INTO members (sequence, value, body) VALUES (?, ?, ?)" },
    rule: /adds again with other details|changes that change nothing|changes members by key/,
  },
  {
    defect: "of members only the value is stored",
    variation: {
      addMember: `INSERT INTO members (sequence, value, body) VALUES (?1, ?2, json_object('value', ?2)) ON CONFLICT DO UPDATE SET body = ?3 WHERE 0`,
    },
    rule: /members with all their details/,
  },
  {
    defect: "members come in the order of their ids",
    variation: { members: "SELECT body FROM members WHERE sequence = ? ORDER BY value" },
    rule: /members with all their details/,
  },
  {
    defect: "a filter on members.value finds all groups",
    variation: { memberCondition: "? IS NOT NULL" },
    rule: /members\.value, exactly/,
  },
  {
    defect: "a filter on members.value finds beginnings",
    variation: {
      memberCondition:
        "EXISTS (SELECT 1 FROM members m WHERE m.sequence = resources.sequence AND m.value LIKE ? || '%')",
    },
    rule: /members\.value, exactly/,
  },
  {
    defect: "a filter on members.value finds nothing",
    variation: { memberCondition: "? IS NULL" },
    rule: /members\.value, exactly/,
  },
  {
    defect: "members of a replaced group stay",
    variation: { dropMembers: "DELETE FROM members WHERE sequence = ? AND 0" },
    rule: /replaces them with the group|whatever changed the members/,
  },
  {
    defect: "groupsOf finds groups of all tenants",
    variation: { groupsOf: replaceIn(PARTS.groupsOf, "r.tenant = ?", "? IS NOT NULL") },
    rule: /groups of a member, if it can/,
  },
  {
    defect: "the last page names a next one",
    variation: { next: (last) => String(last) },
    rule: /next page on every page but the last/,
  },
  {
    defect: "the next page begins with the last resource of the one before",
    variation: { next: (last, hasMore) => (hasMore ? String(last - 1) : undefined) },
    rule: /next page on every page but the last/,
  },
  {
    defect: "the next page leaves one out",
    variation: { next: (last, hasMore) => (hasMore ? String(last + 1) : undefined) },
    rule: /next page on every page but the last/,
  },
  {
    defect: "pages are not in a stable order",
    variation: { page: replaceIn(PARTS.page, "ORDER BY sequence", "ORDER BY display_name, sequence") },
    rule: /returns every unchanged resource once/,
  },
  {
    defect: "a replace ignores the version",
    variation: { replace: replaceIn(PARTS.replace, "version = :expected", ":expected IS NOT NULL") },
    rule: /only the expected version/,
  },
  {
    defect: "a delete ignores the version",
    variation: { remove: "DELETE FROM resources WHERE sequence = ? AND (? IS NULL OR ? IS NOT NULL)" },
    rule: /deletes only the expected version/,
  },
  {
    defect: "get finds the resources of all tenants",
    variation: { find: replaceIn(PARTS.find, "tenant = :tenant", ":tenant IS NOT NULL") },
    rule: /isolates tenants/,
  },
  {
    defect: "get finds the resources of all types",
    variation: { find: replaceIn(PARTS.find, "type = :type", ":type IS NOT NULL") },
    rule: /separates users and groups/,
  },
  {
    defect: "false is stored as no value",
    variation: { body: (resource) => JSON.stringify(resource, (_, value) => value || undefined) },
    rule: /stores false as a value/,
  },
  {
    defect: "eq compares texts as numbers",
    variation: { equals: (column) => `CAST(${column} AS INTEGER) = CAST(? AS INTEGER)` },
    rule: /matches filters as/,
  },
];
