/** The admin center's "Download users", provisioned with the default mapping: its columns, and columns that vanish. */
import { describe, expect, it } from "vitest";
import { ENTRA_USER_COLUMNS } from "../../src/files/csv/entra-user-columns.ts";
import { withoutFormat } from "../support/command.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../support/mapping.ts";
import { TOKEN, useCompany } from "../support/services.ts";

const company = useCompany(0);

/** A user as the portal writes it; a column that is not named is empty. */
const PEOPLE = [1, 2, 3].map((number) => ({
  id: `00000000-0000-4000-8000-00000000000${number}`,
  userPrincipalName: `user${number}@contoso.com`,
  displayName: `User ${number}`,
  givenName: "User",
  surname: String(number),
  mail: `user${number}@contoso.com`,
  accountEnabled: "True",
  jobTitle: "Engineer",
  city: "Brussels",
  officeLocation: `Room ${number}`,
  createdDateTime: "2024-01-15T09:00:00Z",
}));

function writeUsers(columns: readonly string[], people: readonly Readonly<Record<string, string>>[] = PEOPLE): void {
  const rows = people.map((one) => columns.map((name) => one[name] ?? "").join(","));
  company.folder.write("users.csv", `\ufeff${[columns.join(","), ...rows, ""].join("\r\n")}`);
}

async function provision(...args: readonly string[]) {
  const fixed = ["--source", "users.csv", "--scope", "all", "--target", company.url];
  const { status, out, err } = await company.run("provision", ...fixed, ...args);
  return { status, out, err: withoutFormat(err) };
}

async function accounts(): Promise<unknown> {
  const response = await fetch(`${company.url}/Users`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return response.json();
}

describe("the portal's columns", () => {
  it("run with the default mapping; one warning lists what they lack", async () => {
    writeUsers(ENTRA_USER_COLUMNS);
    const { status, out, err } = await provision("--json", "--report", "report.html");
    const warning = 'The source has no attribute "preferredLanguage"; existing accounts keep their preferredLanguage';
    expect({ status, err }).toEqual({ status: 0, err: `warning: ${warning}\n` });
    expect(JSON.parse(out)).toMatchObject({ counts: { created: 3, failed: {} }, warnings: [warning] });
    expect((await provision("--json")).status).toBe(0);
  });

  it("are not enough with --strict", async () => {
    writeUsers(ENTRA_USER_COLUMNS);
    const { status, err } = await provision("--strict");
    expect(status).toBe(2);
    expect(err).toMatch(/^error: .*users\.csv: The source has no attribute "preferredLanguage", which/);
  });

  it("do not clear an account when one of them vanishes, and change nobody without a column that matching reads", async () => {
    const title = attribute("title", "[officeLocation]", { flowNullValues: true });
    const attributes = [...BASIC_ATTRIBUTES.slice(0, -1), title];
    company.folder.write("mapping.json", JSON.stringify(schema({ attributes })));
    writeUsers(ENTRA_USER_COLUMNS);
    expect((await provision("--mapping", "mapping.json")).err).toBe("");
    const before = await accounts();
    expect(JSON.stringify(before)).toContain("Room 1");
    writeUsers(ENTRA_USER_COLUMNS.filter((name) => name !== "officeLocation" && name !== "givenName"));
    const { status, err } = await provision("--mapping", "mapping.json");
    expect({ status, err }).toEqual({
      status: 0,
      err: 'warning: The source has no attribute "givenName", "officeLocation"; existing accounts keep their name.givenName, title\n',
    });
    expect(await accounts()).toEqual(before);
    writeUsers(ENTRA_USER_COLUMNS.filter((name) => name !== "mail"));
    const refused = await provision("--mapping", "mapping.json");
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('The source has no attribute "mail", which decides who has an active account');
    expect(await accounts()).toEqual(before);
  });
});
