/** Commands with a state that belongs to another source or target. */
import { readFile } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import type { SourceUser } from "../../../src/provisioning/index.ts";
import { proxyclickProfile } from "../../../src/server/index.ts";
import { openSqliteState } from "../../../src/sqlite/index.ts";
import { collect } from "../../../src/testing/contracts/sample-records.ts";
import { employee, employees, usersCsv } from "../../support/company.ts";
import { scimListener, startService, useCompany } from "../../support/services.ts";

const company = useCompany(6);
/** Users of another tenant may have the same names. */
const pickNames = ({ userPrincipalName = null, mail = null }: SourceUser["attributes"]) => ({
  userPrincipalName,
  mail,
});
const args = (target: string, source = "users.csv") => ["--scope", "all", "--source", source, "--target", target];

/** What a command must not change. */
async function everything() {
  const state = await openSqliteState(company.folder.file("provisioning-state.db"), { readOnly: true });
  try {
    const { lastOrdinal } = await state.size();
    const stored = [await state.readJob(), await collect(state.records(lastOrdinal)), await collect(state.entries())];
    return JSON.stringify([stored, await readFile(company.folder.file("provisioning.jsonl"), "utf8")]);
  } finally {
    await state.close();
  }
}

describe("a state of another source or target", () => {
  let other: string;
  let before: string;
  let writes = 0;

  beforeEach(async () => {
    const listener = scimListener(proxyclickProfile());
    writes = 0;
    other = await startService((request, response) => {
      if (request.method !== "GET") writes += 1;
      listener(request, response);
    });
    expect((await company.run("provision", ...args(company.url))).status).toBe(0);
    before = await everything();
    const theirs = employees(6).map(({ attributes }, index) => employee(index + 101, pickNames(attributes)));
    company.folder.write("theirs.csv", usersCsv(theirs));
  });

  it.each([
    ["provision", ["provision"]],
    ["provision --dry-run", ["provision", "--dry-run"]],
    ["provision --restart", ["provision", "--restart"]],
    ["on-demand", ["on-demand", "user1@contoso.com"]],
    ["discover", ["discover"]],
  ])("ends %s with status 2, and nothing is written", async (_what, command) => {
    const { status, err } = await company.run(...command, ...args(other));
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(other) });
    expect(err).toContain(company.url);
    expect(err).toContain("--rebind");
    if (command[1] !== "--restart") {
      const foreign = await company.run(...command, ...args(company.url, "theirs.csv"));
      expect({ status: foreign.status, err: foreign.err }).toEqual({
        status: 2,
        err: expect.stringContaining("another source"),
      });
    }
    expect(await everything()).toBe(before);
    expect(writes).toBe(0);
  });

  it("is used after --rebind", async () => {
    const { status, out } = await company.run("provision", ...args(other), "--rebind", "--json");
    expect({ status, counts: JSON.parse(out).counts }).toMatchObject({ status: 0, counts: { created: 6 } });
    expect((await company.run("provision", ...args(other))).status).toBe(0);
    expect((await company.run("provision", ...args(company.url))).status).toBe(2);
  });
});
