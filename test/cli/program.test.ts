/** Help, version and rejected arguments of the command line. */
import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command.ts";

const COMMANDS = [
  "demo",
  "serve",
  "test-connection",
  "provision",
  "on-demand",
  "discover",
  "evaluate",
  "lint",
  "explain",
  "check",
];

describe("help", () => {
  it("names every command and the exit statuses, on stdout, with status 0", async () => {
    const { status, out, err } = await runCommand(["--help"]);
    expect([status, err]).toEqual([0, ""]);
    for (const command of COMMANDS) expect(out).toContain(`  ${command} `);
    expect(out).toContain("Exit status: 0 done");
  });

  it.each(COMMANDS)("exists for %s", async (command) => {
    const { status, out, err } = await runCommand([command, "--help"]);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(new RegExp(`^Usage: proxyclick-scim ${command} `));
  });

  it("of provision tells where state and log are by default", async () => {
    const { out } = await runCommand(["provision", "--help"]);
    expect(out).toContain('"provisioning-state.db"');
    expect(out).toContain('"provisioning.jsonl"');
  });

  it("is shown on stderr, with status 2, when there is no command", async () => {
    const { status, out, err } = await runCommand([]);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain("Usage: proxyclick-scim");
  });

  it("has a version", async () => {
    const { status, out } = await runCommand(["--version"]);
    expect(status).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+/);
  });
});

const target = ["--target", "http://127.0.0.1:9/scim/v2"];

describe("arguments that cannot be used end with status 2, a message and a hint", () => {
  it.each<[string, string[], RegExp]>([
    ["an unknown command", ["provisoin"], /unknown command 'provisoin'\n\(Did you mean provision\?\)/],
    ["an unknown option", ["serve", "--prot", "1"], /unknown option '--prot'\n\(Did you mean --port\?\)/],
    ["an option without its value", ["serve", "--port"], /option '--port <number>' argument missing/],
    ["a port that is none", ["serve", "--port", "70000"], /Expected a whole number from 0 to 65535/],
    ["a profile that is none", ["serve", "--profile", "half"], /Allowed choices are proxyclick, full/],
    ["a superfluous argument", ["serve", "now"], /too many arguments for 'serve'/],
    ["a missing target", ["test-connection"], /required option '--target <url>' not specified/],
    [
      "two sources",
      ["discover", ...target, "--source", "a", "--delta", "b"],
      /'--delta <file...>' cannot be used with/,
    ],
    ["two tokens", ["serve", "--token", "a", "--token-file", "b"], /cannot be used with option '--token-file <file>'/],
  ])("%s", async (_what, args, message) => {
    const { status, out, err } = await runCommand(args);
    expect(err).toMatch(message);
    expect(err).toContain("--help");
    expect(err).not.toMatch(/\n\s+at /);
    expect([status, out]).toEqual([2, ""]);
  });

  it("no token: all ways to give one are named", async () => {
    const { status, err } = await runCommand(["test-connection", ...target]);
    expect([status, err]).toEqual([2, "error: no token: give --token, --token-file or PROXYCLICK_TOKEN\n"]);
  });

  it("no source: both ways to name one are named", async () => {
    const { status, err } = await runCommand(["provision", ...target, "--token", "t", "--scope", "all"]);
    expect([status, err]).toEqual([2, "error: no source: give --source FILE, or --delta FILE… for a delta query\n"]);
  });

  it("scope assigned without assignments: both ways out are named", async () => {
    const { status, err } = await runCommand(["provision", "--source", "users.csv", ...target, "--token", "t"]);
    expect(status).toBe(2);
    expect(err).toMatch(/--assignments FILE, or --scope all/);
  });

  it("a misspelt option for the token is not repeated with its value", async () => {
    const { status, err } = await runCommand(["serve", "--tokne=s3cret=s3cret"]);
    expect(status).toBe(2);
    expect(err).toContain("unknown option '--tokne'");
    expect(err).not.toContain("s3cret");
  });

  it.each([
    ["no URL", "localhost"],
    ["of another scheme", "file:///etc"],
    ["with credentials, which are not repeated", "https://u:s3cret@h/scim"],
    ["plain http to another machine", "http://scim.contoso.example/"],
  ])("a target that is %s", async (_what, url) => {
    const { status, out, err } = await runCommand(["test-connection", "--target", url, "--token", "s3cret"]);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error: .*URL/);
    expect(err).not.toContain("s3cret");
  });
});
