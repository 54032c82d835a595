/** `--job`: a file in place of options. */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { defineProvision } from "../../../src/cli/commands/provision.ts";
import { jobFileSchema } from "../../../src/cli/options/job-file.ts";
import { TOKEN, useCompany } from "../../support/services.ts";

const company = useCompany(4);

/** A job file in a folder below the working directory; its paths are relative to that folder. */
function writeJob(more: object = {}): void {
  company.folder.write("jobs.json", JSON.stringify({ ...job(), ...more }));
}
const job = () => ({
  $schema: "./job.schema.json",
  source: "users.csv",
  target: company.url,
  scope: "all",
  state: "company.db",
  log: "company.jsonl",
  deletionThreshold: 3,
  adopt: false,
  dryRun: false,
  json: true,
  tenantId: "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
});

describe("--job", () => {
  it("replaces the options, with paths relative to the file; the command line wins", async () => {
    writeJob({ report: "report.html" });
    const { status, out, err } = await company.run("provision", "--job", "jobs.json", "--log", "other.jsonl");
    expect({ status, err }).toMatchObject({ status: 0 });
    expect(JSON.parse(out)).toMatchObject({ counts: { created: 4 } });
    expect(await readFile(company.folder.file("other.jsonl"), "utf8")).toContain("8adf8e6e-67b2-4cf2");
    expect(await readFile(company.folder.file("report.html"), "utf8")).toContain("<html");
  });

  it("names files relative to its folder, also behind a group id and as a profile", async () => {
    await mkdir(company.folder.file("jobs"));
    const group = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";
    const files = {
      source: "../users.csv",
      profile: "profile.json",
      state: "s.db",
      groupMembers: [`${group}=members.json`],
    };
    company.folder.write("jobs/job.json", JSON.stringify({ ...job(), ...files }));
    company.folder.write("jobs/profile.json", JSON.stringify({ base: "proxyclick" }));
    company.folder.write("jobs/members.json", JSON.stringify({ value: [] }));
    expect((await company.run("provision", "--job", "jobs/job.json")).status).toBe(0);
    expect(await readdir(company.folder.file("jobs"))).toContain("s.db");
    company.folder.write("jobs/job.json", JSON.stringify({ ...job(), profile: "other.json" }));
    const { err } = await company.run("provision", "--job", "jobs/job.json");
    expect(err).toContain(company.folder.file("jobs/other.json"));
  });

  it("serves the other commands of the job, which ignore the options that they lack", async () => {
    writeJob({ report: "report.html", json: false });
    const args = ["--job", "jobs.json"];
    await company.run("provision", ...args);
    expect((await company.run("discover", ...args)).out).toMatch(/4 accounts: 4 assigned.*; 4 linked\n$/);
    expect((await company.run("on-demand", "user1@contoso.com", ...args)).status).toBe(0);
    expect(await company.run("staged", ...args)).toMatchObject({ status: 0, out: "Nothing is held back.\n" });
  });

  it.each<[object, string]>([
    [{ deletionTreshold: 3 }, 'jobs.json: there is no option "deletionTreshold"; did you mean deletionThreshold?'],
    [{ deletionThreshold: "few" }, "jobs.json: deletionThreshold: Expected a whole number"],
    [{ scope: "some" }, "jobs.json: scope: Allowed choices are assigned, all."],
    [{ dryRun: "yes" }, "jobs.json: dryRun: expected true or false"],
    [{ source: { file: "users.csv" } }, "jobs.json: source: expected a string or a number"],
    [{ tokenFile: "missing.txt" }, `${"missing.txt"}: no such file`],
    [{ delta: ["a.json"] }, "'--delta <file...>' cannot be used with option '--source <entra|file>'"],
  ])("rejects %j", async (more, message) => {
    writeJob(more);
    const { status, out, err } = await company.run("provision", "--job", "jobs.json");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(err).not.toContain(TOKEN);
  });

  it("has a JSON Schema with the options of provision", () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(
      jobFileSchema(defineProvision(new Command(), () => async () => undefined)),
    );
    expect(
      validate({ ...job(), groupMembers: ["a.json"], restart: true, delta: ["1.json"] }),
      JSON.stringify(validate.errors),
    ).toBe(true);
    const entra = { source: "entra", app: "Proxyclick", alongside: true, managedIdentity: true, graph: "http://[::1]" };
    expect(validate({ ...job(), ...entra, additionalProperty: ["a", "b"] })).toBe(true);
    for (const wrong of [{ sorce: "x" }, { scope: "some" }, { dryRun: "yes" }]) expect(validate(wrong)).toBe(false);
  });
});
