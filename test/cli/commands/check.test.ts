/** The command `check`: report, JSON and exit status for good and bad services. */
import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { run } from "../../../src/cli/program.ts";
import { entraGalleryProfile, fullProfile } from "../../../src/server/index.ts";
import { runCommand, testIo } from "../../support/command.ts";
import { fixedResponse, runAgainst, scimListener, startService, TOKEN } from "../../support/services.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
const FEW = ["--only", "create-status", "filter-eq", "delete-status"];
const scim = scimListener(fullProfile());
const check = (listener: RequestListener, ...args: string[]) => runAgainst(listener, (url) => ["check", url, ...args]);

/** A service whose every deletion is answered with 200. */
const wrong: RequestListener = (request, response) => {
  const { writeHead } = response;
  response.writeHead = (status: number, ...rest: never[]) =>
    writeHead.call(response, status === 204 ? 200 : status, ...rest);
  scim(request, response);
};

describe("check", () => {
  it("prints a report by sections, and ends with 0 when all is well", async () => {
    const { status, out, err, url } = await check(scim, ...FEW);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toContain(`${url}, checked against the profile full`);
    expect(out).toMatch(/RFC 7644 §3\.3 +1/);
    expect(out).toMatch(/3 passed, 0 failed, 0 warned, 0 skipped\n$/);
  });

  it("ends with 1 when something failed, and says what", async () => {
    const { status, out } = await check(wrong, ...FEW);
    expect(status).toBe(1);
    expect(out).toMatch(/FAILED RFC 7644 §3\.6, delete-status/);
  });

  it("prints one JSON document with --json", async () => {
    const { status, out, url } = await check(wrong, "--json", ...FEW);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      url,
      profile: "full",
      counts: { passed: 2, failed: 1, warned: 0, skipped: 0 },
      results: [
        { id: "create-status", outcome: "passed" },
        { id: "filter-eq", outcome: "passed" },
        { id: "delete-status", outcome: "failed", evidence: { expected: "status 204", response: { status: 200 } } },
      ],
      leftovers: [],
    });
  });

  it.each<[string, RequestListener, string[], number]>([
    ["refused credentials", scim, ["--token", "other"], 3],
    ["forbidden", fixedResponse(403, "application/scim+json", "{}"), [], 3],
    ["a web page", fixedResponse(200, "text/html", "<html></html>"), [], 4],
    ["nothing there", fixedResponse(404, "application/scim+json", "{}"), [], 4],
    ["an unknown profile", scim, ["--profile", "other"], 2],
    ["an unknown check", scim, ["--only", "no-such-check"], 2],
    ["no number of seconds", scim, ["--timeout", "soon"], 2],
  ])("%s: a message on stderr and the status", async (_what, listener, args, expected) => {
    const { status, out, err } = await check(listener, ...args);
    expect([status, out]).toEqual([expected, ""]);
    expect(err).toMatch(/^error: \S/);
  });

  it.each([
    [["check"], 2],
    [["check", "example.com/scim"], 2],
    [["check", "http://example.com/scim"], 2],
    [["check", "http://127.0.0.1:1/scim"], 4],
  ])("%j ends with %d", async (args, expected) => {
    const { status, err } = await runCommand(args, { env: { PROXYCLICK_TOKEN: TOKEN } });
    expect(status).toBe(expected);
    expect(err).toMatch(/^error: \S/);
  });

  it("names --user for a service that refuses the users of the checks, and takes them from its file", async () => {
    const picky: RequestListener = (request, response) => {
      if (request.method === "POST" && request.headers["content-length"] !== undefined && !accepts) {
        fixedResponse(400, "application/scim+json", '{"detail":"costCenter is missing"}')(request, response);
      } else scim(request, response);
    };
    let accepts = false;
    const refused = await check(picky, "--only", "filter-eq");
    expect([refused.status, refused.out]).toEqual([2, ""]);
    expect(refused.err).toMatch(/^error: POST \/Users: the service refuses .*costCenter is missing.*--user FILE/);
    accepts = true;
    folder.write("user.json", JSON.stringify({ userName: "{unique}@contoso.example", title: "{unique}" }));
    const file = folder.file("user.json");
    expect((await check(picky, "--only", "filter-eq", "--user", file)).status).toBe(0);
    folder.write("user.json", JSON.stringify({ userName: "ada@contoso.example" }));
    const wrong = await check(picky, "--user", file);
    expect([wrong.status, wrong.err]).toEqual([2, expect.stringMatching(/userName that begins with \{unique\}/)]);
  });

  it("ends with 130 when it is interrupted", async () => {
    const io = testIo({ env: { PROXYCLICK_TOKEN: TOKEN } });
    io.stop.abort(Object.assign(new Error("stopped"), { name: "AbortError" }));
    expect(await run(io, ["check", "http://127.0.0.1:1/scim/v2"])).toBe(130);
  });
});

describe("check --profile entra-gallery", () => {
  const GALLERY = ["--profile", "entra-gallery"];
  const gallery = scimListener(entraGalleryProfile());

  it("runs the tests of Microsoft's validation, and nothing else", async () => {
    const { status, out, err } = await check(gallery, ...GALLERY);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toContain("checked against the profile entra-gallery");
    expect(out).toMatch(/Logic App, SCIM_Null_Update_Test +2/);
    expect(out).toMatch(/SCIM validator, Create a duplicate Group +1/);
    expect(out).not.toContain("RFC 7644");
    expect(out).toMatch(/ 0 failed, 0 warned, 2 skipped\n$/);
  });

  it("ends with 1 when a test fails, and says what to do", async () => {
    const { status, out } = await check(scim, ...GALLERY, "--only", "validator-create-a-duplicate-group");
    expect(status).toBe(1);
    expect(out).toMatch(/FAILED SCIM validator, Create a duplicate Group.*\n[\s\S]*\n +to do +Reject a second group/);
  });

  /** The service, with a token endpoint for one client. */
  const withTokenEndpoint: RequestListener = (request, response) => {
    if (request.url !== "/scim/v2/token") return gallery(request, response);
    let form = "";
    request.on("data", (chunk) => {
      form += String(chunk);
    });
    request.on("end", () => {
      const known = form === "grant_type=client_credentials&client_id=entra&client_secret=c1ient-secret";
      response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
      response.end(JSON.stringify(known ? { access_token: TOKEN, token_type: "Bearer", expires_in: 3_600 } : {}));
    });
  };
  const credentials = (url: string) => ["--token-endpoint", `${url}/token`, "--client-id", "entra"];

  it.each([
    ["c1ient-secret", 0],
    ["another", 3],
  ])("gets its token by client credentials: secret %s ends with %d", async (secret, expected) => {
    const url = await startService(withTokenEndpoint);
    const only = ["--only", "gallery-validate-credentials", "gallery-create-user"];
    const env = { PROXYCLICK_CLIENT_SECRET: secret };
    const { status, out, err } = await runCommand(["check", url, ...GALLERY, ...credentials(url), ...only], { env });
    expect(status).toBe(expected);
    if (expected === 0) expect(out).toMatch(/2 passed, 0 failed/);
    expect(out + err).not.toContain(secret);
    expect(out + err).not.toContain(TOKEN);
  });

  it.each([
    [["--token-endpoint", "https://host/token"], "--client-id"],
    [["--client-id", "entra"], "--token-endpoint"],
    [["--token-endpoint", "https://host/token", "--client-id", "entra"], "--client-secret-file"],
    [["--token-endpoint", "http://host/token", "--client-id", "entra", "--client-secret-file", "missing"], "missing"],
  ])("%j is incomplete: the message names what is missing", async (args, missing) => {
    const { status, err } = await runCommand(["check", "https://host/scim", ...args], { env: {} });
    expect(status).toBe(2);
    expect(err).toMatch(/^error: /);
    expect(err).toContain(missing);
  });
});
