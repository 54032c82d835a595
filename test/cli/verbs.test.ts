import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listen } from "../../src/cli/process/listen.ts";
import { run } from "../../src/cli/program.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, MemoryStore, proxyclickProfile } from "../../src/server/index.ts";
import { csv, people, TOKEN } from "./company.ts";
import { useCompany } from "./folder.ts";
import { world } from "./world.ts";

const company = useCompany(3);

async function command(name: string, ...args: string[]) {
  const io = world({ cwd: company.cwd, env: { PROXYCLICK_TOKEN: TOKEN } });
  const target = ["--source", "users.csv", "--target", company.service.url, "--scope", "all"];
  const status = await run(io, [name, ...target, ...args]);
  return { status, out: io.stdout.text, err: io.stderr.text };
}

describe("on-demand", () => {
  it("shows each step with its details and what was changed, and the job remembers it", async () => {
    const { status, out, err } = await command("on-demand", "USER1@contoso.example");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^user1@contoso\.example: create\n/);
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
    await writeFile(join(company.cwd, "users.csv"), csv([{ number: 1, title: "Lead" }, ...people(3).slice(1)]));
    const { out } = await command("on-demand", "user1@contoso.example");
    expect(out).toContain('Modified attributes\n   title: "Engineer" → "Lead"\n');
  });

  it("prints the log entry with --json, and logs it", async () => {
    const entry = JSON.parse((await command("on-demand", "user1@contoso.example", "--json")).out);
    expect(entry).toMatchObject({ provisioningAction: "create", provisioningStatusInfo: { status: "success" } });
    expect(JSON.parse(await readFile(join(company.cwd, "provisioning.jsonl"), "utf8"))).toEqual(entry);
  });

  it("writes nothing in a dry run, and says so", async () => {
    const { status, out } = await command("on-demand", "user1@contoso.example", "--dry-run");
    expect(status).toBe(0);
    expect(out).toMatch(/: create \(dry run, nothing was written\)\n/);
    expect(await readdir(company.cwd)).toEqual(["users.csv"]);
    expect((await command("discover")).out).toMatch(/^0 accounts/);
  });

  it("ends with status 0 for a user who is skipped, and says why", async () => {
    await command("on-demand", "user1@contoso.example");
    const again = await command("on-demand", "user1@contoso.example");
    expect(again.status).toBe(0);
    expect(again.out).toMatch(/: skipped\n[\s\S]*Perform action: skipped/);
    await writeFile(join(company.cwd, "assignments.json"), ASSIGNED_TO_ANOTHER);
    const other = await command("on-demand", "user2@contoso.example", ...assigned);
    expect(other.status).toBe(0);
    expect(other.out).toMatch(/\nCause\n {3}NotAssigned: /);
  });

  it("ends with status 1 for a user who failed", async () => {
    await writeFile(join(company.cwd, "users.csv"), csv([{ number: 1 }, { number: 2, mail: "user1@contoso.example" }]));
    await command("on-demand", "user1@contoso.example");
    const { status, out } = await command("on-demand", "00000000-0000-4000-8000-000000000002");
    expect(status).toBe(1);
    expect(out).toMatch(/ failed\n|\nCause\n {3}DuplicateSourceEntries: /);
  });

  it("ends with status 2 when there is no such user, names the file, and leaves nothing behind", async () => {
    const { status, out, err } = await command("on-demand", "nobody@contoso.example");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(/users\.csv: .*has no user "nobody@contoso\.example"/);
    expect(await readdir(company.cwd)).toEqual(["users.csv"]);
  });
});

const ASSIGNED_TO_ANOTHER = JSON.stringify({
  value: [{ principalId: "other", principalType: "User", appRoleId: "00000000-0000-4000-8000-00000000000a" }],
});
const assigned = ["--scope", "assigned", "--assignments", "assignments.json"];

describe("discover", () => {
  it("lists every account with its status and its link, then the counts, and writes nothing", async () => {
    await command("provision");
    await rm(join(company.cwd, "provisioning-state.db"));
    await writeFile(join(company.cwd, "users.csv"), csv(people(2)));
    await command("on-demand", "user1@contoso.example");
    const before = await readFile(join(company.cwd, "provisioning.jsonl"), "utf8");
    const { status, out } = await command("discover");
    expect(status).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3).join("|")).sort()).toEqual(
      [
        "status|link|account",
        "assigned|linked|user1@contoso.example",
        "assigned|not linked|user2@contoso.example",
        "local|not linked|user3@contoso.example",
        "3 accounts: 2 assigned, 0 unassigned, 1 local; 1 linked",
      ].sort(),
    );
    expect(await readFile(join(company.cwd, "provisioning.jsonl"), "utf8")).toBe(before);
  });

  it("prints an account a line with --json, and makes no state file", async () => {
    await command("provision");
    await rm(join(company.cwd, "provisioning-state.db"));
    await writeFile(join(company.cwd, "assignments.json"), ASSIGNED_TO_ANOTHER);
    const { out, err } = await command("discover", "--json", ...assigned);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).status)).toEqual(["unassigned", "unassigned", "unassigned"]);
    expect(err).toBe("3 accounts: 0 assigned, 3 unassigned, 0 local; 0 linked\n");
    expect(await readdir(company.cwd)).not.toContain("provisioning-state.db");
  });
});

describe("provision", () => {
  it.each<[string, string[], string]>([
    ["looks at everybody anew after --restart", ["--restart"], "initial"],
    ["takes names of reset scopes in any case", ["--restart", "watermark, ESCROWS"], "initial"],
    ["is incremental without it", [], "incremental"],
  ])("%s", async (_what, args, kind) => {
    await command("provision");
    const { out } = await command("provision", "--json", ...args);
    expect(JSON.parse(out)).toMatchObject({ kind, counts: { created: 0, unchanged: 3 } });
  });

  it("forgets its links when ConnectorDataStore is named, and finds the accounts again", async () => {
    await command("provision");
    const { out } = await command("provision", "--json", "--restart", "ConnectorDataStore");
    expect(JSON.parse(out)).toMatchObject({ kind: "initial", counts: { created: 0, failed: {} } });
  });

  it.each<[string, string[], RegExp]>([
    ["an unknown reset scope", ["--restart", "Everything"], /Expected names of Watermark, Escrows/],
    ["a restart in a dry run", ["--restart", "--dry-run"], /cannot be used with option '--dry-run'/],
  ])("refuses %s with status 2", async (_what, args, message) => {
    const { status, err } = await command("provision", ...args);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });

  it("leaves no state behind when a restart of nothing is followed by an error", async () => {
    const { status } = await command("provision", "--restart", "--token", "other");
    expect(status).toBe(3);
    expect(await readdir(company.cwd)).toEqual(["users.csv"]);
  });

  it("names the file that lacks an attribute of the mapping", async () => {
    const text = csv(people(3)).replace("givenName", "firstName");
    await writeFile(join(company.cwd, "users.csv"), text);
    const { status, err } = await command("provision");
    expect(status).toBe(2);
    expect(err).toMatch(/^error: .*users\.csv: The source has no attribute "givenName"/);
  });

  it("prints the counts so far when the target refuses the credentials in the middle of a cycle", async () => {
    await writeFile(join(company.cwd, "users.csv"), csv(people(40)));
    const store = new MemoryStore();
    const authenticate = bearerToken(TOKEN);
    const profile = proxyclickProfile();
    const listener = toNodeListener(createScimHandler({ basePath: "/scim/v2", profile, store, authenticate }));
    let posts = 0;
    const server = await listen(
      (request, response) => {
        if (request.method === "POST") posts += 1;
        if (posts <= 10) return listener(request, response);
        response.writeHead(401, { "content-type": "application/scim+json" }).end("{}");
      },
      { host: "127.0.0.1", port: 0 },
    );
    const { status, out, err } = await command("provision", "--target", `${server.origin}/scim/v2`);
    await server.close();
    expect([status, out]).toEqual([3, ""]);
    expect(err).toMatch(/^Initial cycle ended by an error after \d+ of 40 users\n {2}read +\d+\n {2}created +\d+\n/m);
    expect(err).toMatch(/\nerror: [^\n]+\n$/);
  });
});
