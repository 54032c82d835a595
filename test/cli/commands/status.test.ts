/** The commands `status`, `pause`, `resume` and `restart` without a running schedule. */
import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { useCompany } from "../../support/services.ts";

const company = useCompany(3);
const provision = (...args: readonly string[]) =>
  company.run("provision", "--source", "users.csv", "--scope", "all", "--target", company.url, ...args);

describe("status", () => {
  it("shows the linked users and the last cycle, and where nobody uses the state", async () => {
    await provision();
    const { status, out, err } = await company.run("status");
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(/^status +active\nprocess +none\nlinked users +3\n/);
    expect(out).toMatch(/^last cycle +initial, completed, \d{4}-.* to \d{4}-.*\n +3 read, 3 created, /m);
    expect(out).toMatch(/^held back +nothing$/m);
  });

  it("prints JSON for a monitor", async () => {
    await provision();
    const report = JSON.parse((await company.run("status", "--json")).out);
    expect(report).toMatchObject({ code: "Active", linked: 3, heldBack: 0, lastExecution: { kind: "initial" } });
  });
});

describe("a job without a running schedule", () => {
  it("is paused, which holds its cycles back, and resumed", async () => {
    await provision();
    expect(await company.run("pause")).toEqual({ status: 0, out: "Paused.\n", err: "" });
    expect((await company.run("status")).out).toMatch(/^status +paused$/m);
    expect((await provision()).status).toBe(5);
    expect((await company.run("resume")).out).toBe("Resumed.\n");
    expect((await provision()).status).toBe(0);
  });

  it("is restarted with the given scopes", async () => {
    await provision();
    expect((await company.run("restart", "--scope", "watermark,ESCROWS")).status).toBe(0);
    expect((await provision()).out).toMatch(/^Initial cycle completed/);
    expect((await company.run("restart", "--scope", "everything")).status).toBe(2);
  });
});

it.each(["status", "pause", "resume", "restart"])(
  "%s names a state file that is missing, and creates none",
  async (name) => {
    const { status, err } = await company.run(name, "--state", "none.db");
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining("none.db") });
    expect(await readdir(company.folder.path)).toEqual(["users.csv"]);
  },
);
