/** Options of a job on the command line: who is in scope, how fast, from which files, to which service, and e-mail. */
import { describe, expect, it } from "vitest";
import { openNotifier } from "../../../src/cli/job/open-notifier.ts";
import { fullProfile } from "../../../src/server/index.ts";
import { testIo } from "../../support/command.ts";
import { emailOf, employee, employees, usersCsv } from "../../support/company.ts";
import { useMailServer } from "../../support/mail-server.ts";
import { scimListener, startService, TOKEN, useCompany } from "../../support/services.ts";

const company = useCompany(12);
const mails = useMailServer();

function provision(...args: readonly string[]) {
  return company.run("provision", "--target", company.url, ...args);
}

const ALL = ["--source", "users.csv", "--scope", "all"];

describe("the scope", () => {
  const assignments = { value: [{ principalId: employee(1).id, principalType: "User", appRoleId: "0".repeat(8) }] };

  it.each([
    [[], 0],
    [["--include-default-access"], 1],
  ])("of a user with Default Access only, with %j: %d created", async (options, created) => {
    const [only] = assignments.value;
    const value = [{ ...only, appRoleId: "00000000-0000-0000-0000-000000000000" }];
    company.folder.write("assignments.json", JSON.stringify({ value }));
    const args = ["--source", "users.csv", "--assignments", "assignments.json", "--json", ...options];
    expect(JSON.parse((await provision(...args)).out)).toMatchObject({ counts: { created } });
  });

  it("with --no-adopt leaves an existing account alone", async () => {
    await provision(...ALL, "--concurrency", "1", "--pace", "1000");
    const { out } = await provision(...ALL, "--state", "other.db", "--no-adopt", "--json");
    expect(JSON.parse(out)).toMatchObject({ counts: { created: 0, updated: 0 } });
    expect((await provision(...ALL, "--state", "third.db", "--json")).out).toContain('"read":12');
  });
});

describe("--delta", () => {
  const page = (link: string, ...value: object[]) =>
    JSON.stringify({ value, "@odata.deltaLink": `https://graph/${link}` });
  const user = { id: "11111111-0000-4000-8000-000000000001", userPrincipalName: "ada@contoso.com", givenName: "Ada" };
  const MAPPED = ["mail", "mobilePhone", "businessPhones", "city", "jobTitle", "preferredLanguage", "telephoneNumber"];
  const DELTA = ["--scope", "all", "--json", "--delta"];

  it("reads the rounds of a delta query, and continues with a new one", async () => {
    const others = Object.fromEntries(MAPPED.map((name) => [name, null]));
    company.folder.write("1.json", page("1", { ...others, ...user, surname: "Byron", accountEnabled: true }));
    expect(JSON.parse((await provision(...DELTA, "1.json")).out)).toMatchObject({ counts: { created: 1 } });
    company.folder.write("2.json", page("2", { id: user.id, surname: "Lovelace" }));
    expect(JSON.parse((await provision(...DELTA, "1.json", "2.json")).out)).toMatchObject({ counts: { updated: 1 } });
  });
});

describe("--profile full", () => {
  const userName = {
    targetAttributeName: "userName",
    matchingPriority: 1,
    source: { expression: "[userPrincipalName]" },
  };
  const title = { targetAttributeName: "displayName", source: { expression: "[jobTitle]" } };
  const schema = {
    synchronizationRules: [{ objectMappings: [{ sourceObjectName: "User", attributeMappings: [userName, title] }] }],
  };

  it("applies nothing of Proxyclick to another service", async () => {
    const url = await startService(scimListener(fullProfile()));
    company.folder.write("schema.json", JSON.stringify(schema));
    company.folder.write("users.csv", usersCsv([employee(1, { jobTitle: "x".repeat(1_500) })]));
    const args = ["--target", url, ...ALL, "--profile", "full", "--mapping", "schema.json", "--json"];
    const { out, err } = await company.run("provision", ...args);
    expect(JSON.parse(out), err).toMatchObject({ counts: { created: 1, failed: {}, skipped: {} } });
    const response = await fetch(`${url}/Users`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const { Resources: accounts } = JSON.parse(await response.text());
    expect(accounts).toMatchObject([{ userName: emailOf(1), displayName: "x".repeat(1_500) }]);
    expect(accounts[0]).not.toHaveProperty("emails");
  });

  it("evaluates the mapping with --assume", async () => {
    const url = await startService(scimListener(fullProfile()));
    const mapped = { ...title, source: { expression: 'PCase([jobTitle]) & Mid("abc", 5, 1)' } };
    const attributeMappings = [userName, mapped];
    const rules = [{ objectMappings: [{ sourceObjectName: "User", attributeMappings }] }];
    company.folder.write("schema.json", JSON.stringify({ synchronizationRules: rules }));
    company.folder.write("users.csv", usersCsv([employee(1, { jobTitle: "o'neil" })]));
    const args = ["--target", url, ...ALL, "--profile", "full", "--mapping", "schema.json"];
    const assumed = ["--assume", "midBeyondEnd=empty", "--assume", "apostropheEndsWord=true"];
    await company.run("provision", ...args, ...assumed);
    const response = await fetch(`${url}/Users`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(JSON.parse(await response.text()).Resources).toMatchObject([{ displayName: "O'Neil" }]);
  });

  it("may be a file with what is assumed of the service", async () => {
    company.folder.write("profile.json", JSON.stringify({ base: "full", patch: false, maxResults: 50 }));
    const url = await startService(
      scimListener({ ...fullProfile(), capabilities: { ...fullProfile().capabilities, patch: false } }),
    );
    company.folder.write("schema.json", JSON.stringify(schema));
    const args = ["--target", url, ...ALL, "--profile", "profile.json", "--mapping", "schema.json", "--json"];
    expect(JSON.parse((await company.run("provision", ...args)).out)).toMatchObject({ counts: { created: 12 } });
  });

  it("may be a file with other assumptions about Proxyclick", async () => {
    company.folder.write(
      "profile.json",
      JSON.stringify({ base: "proxyclick", formattedName: "required", maxLength: 5 }),
    );
    const { status, out } = await provision(...ALL, "--profile", "profile.json", "--json");
    expect([status, JSON.parse(out).counts.skipped]).toEqual([1, { AttributeValidationFailed: 12 }]);
  });

  it.each([
    [{}, "profile.json: base: "],
    [{ base: "full", patsh: false }, 'profile.json: there is no setting "patsh"; did you mean patch?'],
    [{ base: "full", mismatch: "email" }, 'profile.json: there is no setting "mismatch"'],
  ])("may not be the file %j", async (profile, message) => {
    company.folder.write("profile.json", JSON.stringify(profile));
    const { status, err } = await provision(...ALL, "--profile", "profile.json");
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  it.each([
    [[], "give --mapping FILE"],
    [["--mapping", "schema.json", "--default-country", "BE"], "--default-country is a rule for Proxyclick"],
    [["--mapping", "schema.json", "--invalid-phone", "keep"], "--invalid-phone is a rule for Proxyclick"],
  ])("with %j ends with 2", async (args, message) => {
    company.folder.write("schema.json", JSON.stringify(schema));
    const { status, err } = await provision(...ALL, "--profile", "full", ...args);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });
});

describe("--notify", () => {
  function writeMail(more: object = {}) {
    const settings = { host: "127.0.0.1", port: mails.port, from: "jobs@contoso.example", to: "it@contoso.example" };
    company.folder.write("mail.json", JSON.stringify({ ...settings, ...more }));
  }

  /** A cycle that holds removals back. */
  async function holdBack() {
    await provision(...ALL);
    company.folder.write("users.csv", usersCsv(employees(2)));
    return provision(...ALL, "--delete-after-days", "0", "--notify", "mail.json");
  }

  it("sends an e-mail when removals are held back", async () => {
    writeMail();
    expect((await holdBack()).status).toBe(5);
    expect(mails.received).toMatchObject([{ from: "jobs@contoso.example", to: ["it@contoso.example"] }]);
    expect(mails.received[0]?.source).toContain("Subject: Provisioning to Proxyclick: 10 removals held back");
  });

  it("logs in with the password of a file beside the settings, which appears nowhere", async () => {
    writeMail({ user: "jobs", passwordFile: "smtp-password" });
    company.folder.write("smtp-password", "pa ss:wörd\n");
    const { out, err } = await holdBack();
    expect(mails.logins).toEqual([["jobs", "pa ss:wörd"]]);
    expect(mails.received).toHaveLength(1);
    expect(out + err).not.toContain("wörd");
  });

  it("sends none with enabled: false", async () => {
    writeMail({ enabled: false });
    expect((await holdBack()).status).toBe(5);
    expect(mails.received).toEqual([]);
  });

  it("reports an e-mail that was not accepted, with the status of the cycle", async () => {
    writeMail();
    mails.refuse();
    const { status, out } = await holdBack();
    expect(status).toBe(5);
    expect(out).toMatch(/A notification \(deletion_threshold, .*\) was not delivered: .*Mailbox is full/);
  });

  it.each([
    [{ hosts: "x" }, 'mail.json: there is no setting "hosts"; did you mean host?'],
    [{ port: "25" }, "mail.json: port: "],
    [{ to: "nobody" }, "mail.json: to: "],
    [{ user: "u" }, "mail.json: no password for u"],
    [{ user: "u", passwordFile: "missing.txt" }, "cannot read the password file"],
  ])("rejects the settings %j", async (more, message) => {
    writeMail(more);
    const { status, err } = await provision(...ALL, "--notify", "mail.json");
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  it("names the package that is missing", async () => {
    writeMail();
    const missing = () => Promise.reject(Object.assign(new Error("no"), { code: "ERR_MODULE_NOT_FOUND" }));
    await expect(openNotifier(testIo({ cwd: company.folder.path }), "mail.json", missing)).rejects.toThrow(
      "npm install nodemailer",
    );
  });
});
