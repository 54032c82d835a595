/** The command `serve`: address, profiles, base path, and how it ends. */
import { afterEach, describe, expect, it } from "vitest";
import { interruption } from "../../../src/cli/process/io.ts";
import { run } from "../../../src/cli/program.ts";
import { LIST_RESPONSE, SCIM_MEDIA_TYPE } from "../../../src/urns.ts";
import { runCommand, type TestIo, testIo } from "../../support/command.ts";
import { TOKEN } from "../../support/services.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
let running: { io: TestIo; ended: Promise<number> }[] = [];
afterEach(async () => {
  for (const { io } of running) io.stop.abort(interruption("SIGTERM"));
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
});

async function start(...args: string[]) {
  const io = testIo();
  const ended = run(io, ["serve", "--port", "0", "--token", TOKEN, ...args]);
  running.push({ io, ended });
  const [, url = ""] = await io.stdout.until(/^listening on (http:\/\/\S+)\n/);
  return { io, ended, url };
}

const asUser = { headers: { authorization: `Bearer ${TOKEN}` } };

describe("serve", () => {
  it("answers SCIM below the address that it prints, with the real port", async () => {
    const { url, io } = await start();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/scim\/v2$/);
    const response = await fetch(`${url}/Users`, asUser);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain(SCIM_MEDIA_TYPE);
    expect(await response.json()).toMatchObject({ schemas: [LIST_RESPONSE], totalResults: 0 });
    expect(io.stdout.text + io.stderr.text).not.toContain(TOKEN);
  });

  it("keeps users in the file of --store", async () => {
    const path = folder.file("users.db");
    const user = {
      userName: "ada",

      emails: [{ value: "ada@contoso.com", primary: true, type: "work" }],
    };
    const first = await start("--profile", "full", "--store", path);
    const headers = { ...asUser.headers, "content-type": SCIM_MEDIA_TYPE };
    const created = await fetch(`${first.url}/Users`, { method: "POST", headers, body: JSON.stringify(user) });
    expect(created.status).toBe(201);
    first.io.stop.abort(interruption("SIGTERM"));
    await first.ended;
    const second = await start("--profile", "full", "--store", path);
    const found = await fetch(
      `${second.url}/Users?filter=${encodeURIComponent('emails.value eq "ADA@contoso.com"')}`,
      asUser,
    );
    expect(await found.json()).toMatchObject({ totalResults: 1, Resources: [{ userName: "ada" }] });
  });

  it("ends with status 2 for a --store that is not a store", async () => {
    const { status, err } = await runCommand(["serve", "--port", "0", "--token", TOKEN, "--store", folder.path]);
    expect(status).toBe(2);
    expect(err).toContain(folder.path);
  });

  it("ends with status 2 for a database in --store that cannot be reached, and prints no password", async () => {
    const url = "postgres://scim:p4ssword@127.0.0.1:1/app";
    const { status, err } = await runCommand(["serve", "--port", "0", "--token", TOKEN, "--store", url]);
    expect(status).toBe(2);
    expect(err).toContain("The database cannot be reached");
    expect(err).not.toContain("p4ssword");
  });

  it("refuses another token", async () => {
    const { url } = await start();
    expect((await fetch(`${url}/Users`, { headers: { authorization: "Bearer other" } })).status).toBe(401);
  });

  it.each([
    ["proxyclick", false],
    ["full", true],
    ["entra-gallery", true],
  ])("profile %s: groups work: %s", async (profile, works) => {
    const { url } = await start("--profile", profile);
    const { status } = await fetch(`${url}/Groups`, asUser);
    expect(status === 200).toBe(works);
  });

  it.each([
    ["/api/scim", "/api/scim"],
    ["/scim/", "/scim"],
    ["/", ""],
  ])("answers below the base path %s", async (basePath, expected) => {
    const { url } = await start("--base-path", basePath);
    expect(new URL(url).pathname).toBe(expected === "" ? "/" : expected);
    expect((await fetch(`${url}/Users`, asUser)).status).toBe(200);
  });

  it.each([
    ["SIGTERM", 0],
    ["SIGINT", 130],
  ] as const)("ends after %s with status %i", async (name, status) => {
    const { io, ended, url } = await start();
    io.stop.abort(interruption(name));
    await expect(ended).resolves.toBe(status);
    await expect(fetch(url)).rejects.toThrow();
  });

  it("ends with status 2 when the port is in use", async () => {
    const { url } = await start();
    const { port } = new URL(url);
    const { status, err } = await runCommand(["serve", "--port", port, "--token", TOKEN]);
    expect(status).toBe(2);
    expect(err).toMatch(`error: port ${port} on 127.0.0.1 is in use`);
  });

  it("ends with status 2 without a token", async () => {
    const { status, err } = await runCommand(["serve", "--port", "0"]);
    expect(status).toBe(2);
    expect(err).toMatch(/PROXYCLICK_TOKEN/);
  });
});
