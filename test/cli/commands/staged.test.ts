/** The command `staged`: the removals that are held back. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { employees, usersCsv } from "../../support/company.ts";
import { useCompany } from "../../support/services.ts";

const company = useCompany(6);
const provision = (...args: readonly string[]) =>
  company.run("provision", "--source", "users.csv", "--scope", "all", "--target", company.url, ...args);

describe("staged", () => {
  it("lists what is held back until it is allowed, and the log and the report tell of it, too", async () => {
    await provision();
    expect(await company.run("staged")).toEqual({ status: 0, out: "Nothing is held back.\n", err: "" });
    company.folder.write("users.csv", usersCsv(employees(3)));
    const first = await provision("--deletion-threshold", "1", "--report", "report.html");
    expect(first.status).toBe(5);
    expect(first.out).toContain("proxyclick-scim staged --state provisioning-state.db");
    const again = await provision("--deletion-threshold", "1", "--report", "report.html");
    expect(again.status).toBe(5);
    const listed = await company.run("staged");
    expect(listed.status).toBe(5);
    expect(listed.out).toMatch(/^user +action +reason +held back since +account +object id\n/);
    expect(listed.out).toMatch(/\nuser4@contoso\.com +disable +Missing +\d{4}-/);
    expect(listed.out).toMatch(/3 removals held back\.\n$/);
    const json = (await company.run("staged", "--json")).out.trimEnd().split("\n");
    expect(json.map((line) => JSON.parse(line).sourceName)).toEqual([4, 5, 6].map((n) => `user${n}@contoso.com`));
    expect((await company.run("log", "provisioning.jsonl", "--action", "stagedDelete")).out).toMatch(/3 held back\n$/);
    const report = await readFile(company.folder.file("report.html"), "utf8");
    expect(report).toMatch(
      /<h2 id="held-back-heading">Held back<\/h2>.*user5@contoso\.com.*No longer in the directory/s,
    );
    expect((await provision("--allow-deletes")).status).toBe(0);
    expect((await company.run("staged")).status).toBe(0);
  });

  it("refuses a state file that is not there, and makes none", async () => {
    const { status, err } = await company.run("staged", "--state", "none.db");
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining("none.db") });
    expect((await company.run("staged", "--state", "none.db")).status).toBe(2);
  });
});
