/** The command `on-demand`: the steps it shows, and what it writes. */
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { withoutFormat } from "../../support/command.ts";
import { emailOf, employee, employees, usersCsv } from "../../support/company.ts";
import { useCompany } from "../../support/services.ts";

const company = useCompany(3);

function command(name: string, ...args: readonly string[]) {
  return company.run(name, "--source", "users.csv", "--target", company.url, "--scope", "all", ...args);
}

const ASSIGNED_TO_ANOTHER = JSON.stringify({
  value: [{ principalId: "other", principalType: "User", appRoleId: "00000000-0000-4000-8000-00000000000a" }],
});
const assigned = ["--scope", "assigned", "--assignments", "assignments.json"];

describe("on-demand", () => {
  it("shows the value that the target could not take, also when nothing else changed", async () => {
    company.folder.write("users.csv", usersCsv([employee(1, { telephoneNumber: "02 555 12 12" })]));
    for (const changed of ["create", "warning"]) {
      const { status, out } = await command("on-demand", "USER1@contoso.com");
      expect(status).toBe(0);
      expect(out).toContain(`user1@contoso.com: ${changed}\n`);
      expect(out).toContain(
        'phoneNumbers[type eq "work"].value dropped: 02 555 12 12: the phone number is not in E.164',
      );
    }
  });

  it("ends with 1 for a user who is left out for a value that cannot be used", async () => {
    company.folder.write("users.csv", usersCsv([employee(1, { accountEnabled: "perhaps" })]));
    const { status, out } = await command("on-demand", "user1@contoso.com");
    expect(out).toContain("AttributeValidationFailed");
    expect(status).toBe(1);
  });

  it("shows each step with its details and what was changed, and the job remembers it", async () => {
    const { status, out, err } = await command("on-demand", "USER1@contoso.com");
    expect({ status, err: withoutFormat(err) }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^user1@contoso\.com: create\n/);
    const titles = [...out.matchAll(/^\d\. (.*): (.*)$/gm)].map(([, title, end]) => [title, end]);
    expect(titles).toEqual([
      ["Import user", "success"],
      ["Determine if user is in scope", "success"],
      ["Match user between source and target system", "success"],
      ["Perform action", "success"],
    ]);
    expect(out).toMatch(/^ {5}jobTitle +Engineer$/m);
    expect(out).toContain('   title: (none) → "Engineer"\n');
    expect(JSON.parse((await command("provision", "--json")).out)).toMatchObject({
      counts: { created: 2, unchanged: 1 },
    });
  });

  it("shows old and new values of an update", async () => {
    await command("provision");
    company.folder.write("users.csv", usersCsv([employee(1, { jobTitle: "Lead" }), ...employees(3).slice(1)]));
    const { out } = await command("on-demand", "user1@contoso.com");
    expect(out).toContain('Modified attributes\n   title: "Engineer" → "Lead"\n');
  });

  it("prints the log entry with --json, and logs it", async () => {
    const entry = JSON.parse((await command("on-demand", "user1@contoso.com", "--json")).out);
    expect(entry).toMatchObject({ provisioningAction: "create", provisioningStatusInfo: { status: "success" } });
    expect(JSON.parse(await readFile(company.folder.file("provisioning.jsonl"), "utf8"))).toEqual(entry);
  });

  it("writes nothing in a dry run, and says so", async () => {
    const { status, out } = await command("on-demand", "user1@contoso.com", "--dry-run");
    expect(status).toBe(0);
    expect(out).toMatch(/: create \(dry run, nothing was written\)\n/);
    expect(await readdir(company.folder.path)).toEqual(["users.csv"]);
    expect((await command("discover")).out).toMatch(/^0 accounts/);
  });

  it("ends with status 0 for a user who is skipped, and says why", async () => {
    await command("on-demand", "user1@contoso.com");
    const again = await command("on-demand", "user1@contoso.com");
    expect(again.status).toBe(0);
    expect(again.out).toMatch(/: skipped\n[\s\S]*Perform action: skipped/);
    company.folder.write("assignments.json", ASSIGNED_TO_ANOTHER);
    const other = await command("on-demand", "user2@contoso.com", ...assigned);
    expect(other.status).toBe(0);
    expect(other.out).toMatch(/\nCause\n {3}NotAssigned: /);
  });

  it("ends with status 1 for a user who failed", async () => {
    company.folder.write("users.csv", usersCsv([employee(1), employee(2, { mail: emailOf(1) })]));
    await command("on-demand", "user1@contoso.com");
    const { status, out } = await command("on-demand", "00000000-0000-4000-8000-000000000002");
    expect(status).toBe(1);
    expect(out).toMatch(/ failed\n|\nCause\n {3}DuplicateSourceEntries: /);
  });

  it("ends with status 2 when there is no such user, names the file, and leaves nothing behind", async () => {
    const { status, out, err } = await command("on-demand", "nobody@contoso.com");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(/users\.csv: .*has no user "nobody@contoso\.com"/);
    expect(await readdir(company.folder.path)).toEqual(["users.csv"]);
  });
});
