/** The sample company in `examples/contoso`: the cases that its users cover. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compileExpression } from "../../src/expression/index.ts";
import { csvDirectory } from "../../src/files/csv/csv-directory.ts";
import { ENTRA_USER_COLUMNS } from "../../src/files/csv/entra-user-columns.ts";
import { parseSynchronizationSchema } from "../../src/provisioning/mapping/schema.ts";
import { readSourceAttribute } from "../../src/provisioning/mapping/source-attributes.ts";
import { DEFAULT_ACCESS_ROLE, type SourceUser } from "../../src/provisioning/ports/source.ts";

const sample = fileURLToPath(new URL("../../examples/contoso/", import.meta.url));
const mapping = parseSynchronizationSchema(readFileSync(join(sample, "mapping.json"), "utf8")).users;

function directory(users: string) {
  const path = (name: string) => join(sample, name);
  return csvDirectory({
    users: path(users),
    assignments: path("assignments.json"),
    groupMembers: path("group-members.json"),
  });
}

async function usersOf(file: string): Promise<readonly SourceUser[]> {
  const users: SourceUser[] = [];
  for await (const event of directory(file).read()) if (event.kind === "user") users.push(event.user);
  return users;
}

const today = await usersOf("users.csv");
const tomorrow = await usersOf("users-day2.csv");
const assignments = await directory("users.csv").assignments?.();

const rolesOf = ({ id }: SourceUser) => assignments?.rolesOf(id) ?? [];
const text = (user: SourceUser, name: string) => String(user.attributes[name] ?? "");
const where = (test: (user: SourceUser) => boolean) => today.filter(test);
const count = (test: (user: SourceUser) => boolean) => where(test).length;

const isAssigned = (user: SourceUser) => rolesOf(user).length > 0;
const isEntitled = (user: SourceUser) => rolesOf(user).some(({ id }) => id !== DEFAULT_ACCESS_ROLE);
const passesFilter = (user: SourceUser) =>
  text(user, "companyName") !== "" &&
  text(user, "department") !== "" &&
  text(user, "department") !== "External Workforce";
const isActive = (user: SourceUser) => text(user, "accountEnabled") === "True";
const isInScope = (user: SourceUser) => isEntitled(user) && passesFilter(user) && isActive(user);

/** Mailboxes of several users, in lower case, with the users. */
function sharedMails(): [string, SourceUser[]][] {
  const groups = Map.groupBy(
    where((user) => text(user, "mail") !== ""),
    (user) => text(user, "mail").toLowerCase(),
  );
  return [...groups].filter(([, users]) => users.length > 1);
}

function mapped(user: SourceUser): Map<string, unknown> {
  const values = mapping.attributes.map(({ target, expression }) => {
    const read = (name: string) => (name === "IsSoftDeleted" ? false : readSourceAttribute(user, name));
    return [target, compileExpression(expression ?? '""').evaluate(read, {})] as const;
  });
  return new Map(values.filter(([, value]) => typeof value !== "symbol"));
}

describe("the sample directory", () => {
  it("has exactly the columns of the admin center's export, and preferredLanguage", () => {
    const header = [...ENTRA_USER_COLUMNS, "preferredLanguage"].join(",");
    for (const file of ["users.csv", "users-day2.csv"]) {
      expect(readFileSync(join(sample, file), "utf8").split("\n")[0]).toBe(header);
    }
  });

  it("gives every user an id and a user principal name of its own", () => {
    expect(today).toHaveLength(250);
    expect(new Set(today.map(({ id }) => id)).size).toBe(250);
    expect(new Set(today.map((user) => text(user, "userPrincipalName").toLowerCase())).size).toBe(250);
  });

  it("has about four in five users in scope, and others for every reason to be left out", () => {
    expect({
      inScope: count(isInScope),
      notAssigned: count((user) => !isAssigned(user)),
      defaultAccessOnly: count((user) => isAssigned(user) && !isEntitled(user)),
      outOfFilter: count((user) => isEntitled(user) && !passesFilter(user)),
      disabled: count((user) => isEntitled(user) && passesFilter(user) && !isActive(user)),
    }).toEqual({ inScope: 206, notAssigned: 18, defaultAccessOnly: 9, outOfFilter: 10, disabled: 7 });
  });

  it("assigns users by name, through a group and both ways, some with Default Access besides", () => {
    const roles = today.map(rolesOf);
    expect(roles.filter(([first]) => first?.direct === true).length).toBeGreaterThan(100);
    expect(roles.filter(([first]) => first?.direct === false).length).toBeGreaterThan(50);
    expect(roles.filter((held) => held.length === 2 && held.some(({ id }) => id === DEFAULT_ACCESS_ROLE))).toHaveLength(
      3,
    );
  });

  it.each(["Latin", "Greek", "Cyrillic", "Hebrew", "Arabic", "Han", "Hangul", "Katakana", "Hiragana"])(
    "has names in %s letters",
    (script) => {
      const letters = new RegExp(`\\p{Script=${script}}`, "u");
      expect(count((user) => isInScope(user) && letters.test(text(user, "displayName")))).toBeGreaterThan(0);
    },
  );

  it.each([
    ["names with diacritics", (user: SourceUser) => /\p{Mn}/u.test(text(user, "surname").normalize("NFD")), 30],
    ["names with apostrophes", (user: SourceUser) => text(user, "surname").includes("'"), 10],
    ["mail addresses with apostrophes", (user: SourceUser) => text(user, "mail").includes("'"), 10],
    ["mail addresses with capitals", (user: SourceUser) => /[A-Z]/.test(text(user, "mail")), 5],
    [
      "user principal names that are not the mail",
      (user: SourceUser) => text(user, "mail").toLowerCase() !== text(user, "userPrincipalName"),
      20,
    ],
    ["quotes inside fields", (user: SourceUser) => Object.values(user.attributes).join().includes('"'), 10],
    ["line breaks inside fields", (user: SourceUser) => text(user, "streetAddress").includes("\n"), 20],
    ["users without preferred language", (user: SourceUser) => text(user, "preferredLanguage") === "", 20],
    ["users without city", (user: SourceUser) => text(user, "city") === "" && text(user, "officeLocation") !== "", 10],
    ["users synchronized from elsewhere", (user: SourceUser) => text(user, "directorySynced") === "True", 100],
  ] as const)("has %s among those in scope", (_, test, least) => {
    expect(count((user) => isInScope(user) && test(user))).toBeGreaterThanOrEqual(least);
  });

  it("has guests with the form that Entra gives them", () => {
    const guests = where((user) => text(user, "userType") === "Guest");
    expect(guests).toHaveLength(14);
    for (const guest of guests) {
      const [local, domain] = text(guest, "mail").split("@");
      expect(text(guest, "userPrincipalName")).toBe(`${local}_${domain}#EXT#@contoso.onmicrosoft.com`);
      expect(text(guest, "creationType")).toBe("Invitation");
    }
    expect(new Set(guests.map((guest) => text(guest, "invitationState")))).toEqual(
      new Set(["Accepted", "PendingAcceptance"]),
    );
  });

  it("has four users in scope without mail, and two with the same", () => {
    expect(count((user) => isInScope(user) && text(user, "mail") === "")).toBe(4);
    const shared = sharedMails();
    expect(shared).toHaveLength(1);
    expect(shared[0]?.[1].map(isInScope)).toEqual([true, true]);
  });

  it.each([
    ["international", /^\+\d+$/],
    ["with spaces", /^\+\d+( \d+)+$/],
    ["with a trunk zero in brackets", /\(0\)/],
    ["with 00 for the plus", /^00\d/],
    ["in national form", /^0[1-9][\d/.]+$/],
    ["with dots", /^\+\d+(\.\d+)+$/],
    ["with an extension", /ext\. 12$/],
  ])("has telephone numbers %s", (_, form) => {
    const has = (user: SourceUser) => ["telephoneNumber", "mobilePhone"].some((name) => form.test(text(user, name)));
    expect(count((user) => isInScope(user) && has(user))).toBeGreaterThan(5);
  });

  it("writes booleans and dates as the admin center does", () => {
    for (const user of today) {
      expect(text(user, "accountEnabled")).toMatch(/^(True|False)$/);
      expect(text(user, "createdDateTime")).toMatch(/^\d{1,2}\/\d{1,2}\/20\d\d \d{1,2}:\d\d:\d\d [AP]M$/);
    }
  });
});

describe("the sample's mapping", () => {
  it("reads only attributes that the sample has", () => {
    const names = [
      ...mapping.attributes.flatMap(({ expression }) => compileExpression(expression ?? '""').attributes),
      ...mapping.scopingFilters.flatMap(({ clauses }) => clauses.map(({ attribute }) => attribute)),
    ];
    const [user] = today;
    if (user === undefined) throw new Error("no user");
    const aliases = new Map([
      ["mobile", "mobilePhone"],
      ["physicalDeliveryOfficeName", "officeLocation"],
    ]);
    const missing = names.filter(
      (name) => name !== "IsSoftDeleted" && !Object.hasOwn(user.attributes, aliases.get(name) ?? name),
    );
    expect(missing).toEqual([]);
    expect(names).toEqual(expect.arrayContaining([...aliases.keys()]));
  });

  it("gives user name and work e-mail one value, and matches by it alone", () => {
    const [userName, email] = ["userName", 'emails[type eq "work"].value'].map((target) =>
      mapping.attributes.find((attribute) => attribute.target === target),
    );
    expect(userName?.expression).toBe(email?.expression);
    expect(mapping.attributes.filter(({ matchingPriority }) => matchingPriority > 0)).toEqual([userName]);
  });

  it("gives every user in scope the names that Proxyclick needs", () => {
    for (const user of where(isInScope)) {
      const values = mapped(user);
      expect(values.get("name.givenName")).toMatch(/./);
      expect(values.get("name.familyName")).toMatch(/./);
      expect(values.get("active")).toBe("True");
    }
  });

  it("sends telephone numbers in E.164 or not at all, and cities without diacritics", () => {
    const values = where(isInScope).map(mapped);
    const numbers = values.flatMap((user) =>
      ["mobile", "work"].map((type) => user.get(`phoneNumbers[type eq "${type}"].value`)),
    );
    const sent = numbers.filter((number) => number !== undefined);
    expect(sent.filter((number) => !/^\+[1-9]\d{7,14}$/.test(String(number)))).toEqual([]);
    expect(sent.length).toBeGreaterThan(150);
    const cities = new Set(values.map((user) => user.get('addresses[type eq "work"].locality')));
    expect([...cities].filter((city) => !/^[A-Za-z -]+$/.test(String(city)))).toEqual([]);
    expect([...cities]).toEqual(expect.arrayContaining(["Istanbul", "Sao Paulo", "Brussels"]));
  });
});

describe("the sample's second day", () => {
  const before = new Map(today.map((user) => [user.id, user]));
  const after = new Map(tomorrow.map((user) => [user.id, user]));

  /** Names of the attributes that changed, for each user who is there on both days and changed. */
  const changes = tomorrow.flatMap((user) => {
    const old = before.get(user.id);
    if (old === undefined) return [];
    const names = Object.keys(user.attributes).filter((name) => text(old, name) !== text(user, name));
    return names.length === 0 ? [] : [{ old, user, names }];
  });

  it("has four people who join, all in scope, and one row that is gone", () => {
    const joined = tomorrow.filter(({ id }) => !before.has(id));
    expect(joined).toHaveLength(4);
    expect(joined.every(isInScope)).toBe(true);
    const gone = where(({ id }) => !after.has(id));
    expect(gone.map(isInScope)).toEqual([true]);
  });

  it("has three renames, a changed mail, a move, a disabled account and one who leaves the scoping filter", () => {
    const kinds = changes.map(({ names }) => names.toSorted().join()).toSorted();
    const move = ["city", "country", "officeLocation", "postalCode", "state", "streetAddress"].join();
    expect(kinds).toEqual(
      [
        "accountEnabled",
        move,
        "department",
        "displayName,surname",
        "displayName,surname",
        "jobTitle",
        "mail,userPrincipalName",
      ].toSorted(),
    );
    expect(changes.every(({ old }) => isInScope(old))).toBe(true);
    expect(changes.filter(({ user }) => !isInScope(user)).map(({ names }) => names.join())).toEqual(
      expect.arrayContaining(["accountEnabled", "department"]),
    );
  });

  it("leaves all other rows as they were, byte for byte", () => {
    const lines = (file: string) => readFileSync(join(sample, file), "utf8").split("\n");
    const [first, second] = [new Set(lines("users.csv")), new Set(lines("users-day2.csv"))];
    expect([...first].filter((line) => !second.has(line))).toHaveLength(8);
    expect([...second].filter((line) => !first.has(line))).toHaveLength(11);
  });
});
