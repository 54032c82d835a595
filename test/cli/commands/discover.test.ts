/** The command `discover`: status and link of every account, without writing anything. */
import { readdir, readFile, rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { withoutFormat } from "../../support/command.ts";
import { employees, usersCsv } from "../../support/company.ts";
import { useCompany } from "../../support/services.ts";

const company = useCompany(3);

function command(name: string, ...args: readonly string[]) {
  return company.run(name, "--source", "users.csv", "--target", company.url, "--scope", "all", ...args);
}

const ASSIGNED_TO_ANOTHER = JSON.stringify({
  value: [{ principalId: "other", principalType: "User", appRoleId: "00000000-0000-4000-8000-00000000000a" }],
});
const assigned = ["--scope", "assigned", "--assignments", "assignments.json"];

describe("discover", () => {
  it("lists every account with its status and its link, then the counts, and writes nothing", async () => {
    await command("provision");
    await rm(company.folder.file("provisioning-state.db"));
    company.folder.write("users.csv", usersCsv(employees(2)));
    await command("on-demand", "user1@contoso.com");
    const before = await readFile(company.folder.file("provisioning.jsonl"), "utf8");
    const { status, out } = await command("discover");
    expect(status).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3).join("|")).sort()).toEqual(
      [
        "status|link|account",
        "assigned|linked|user1@contoso.com",
        "assigned|not linked|user2@contoso.com",
        "local|not linked|user3@contoso.com",
        "3 accounts: 2 assigned, 0 unassigned, 1 local; 1 linked",
      ].sort(),
    );
    expect(await readFile(company.folder.file("provisioning.jsonl"), "utf8")).toBe(before);
  });

  it("prints an account a line with --json, and makes no state file", async () => {
    await command("provision");
    await rm(company.folder.file("provisioning-state.db"));
    company.folder.write("assignments.json", ASSIGNED_TO_ANOTHER);
    const { out, err } = await command("discover", "--json", ...assigned);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).status)).toEqual(["unassigned", "unassigned", "unassigned"]);
    expect(withoutFormat(err)).toBe("3 accounts: 0 assigned, 3 unassigned, 0 local; 0 linked\n");
    expect(await readdir(company.folder.path)).not.toContain("provisioning-state.db");
  });
});
