/** The command `test-connection`: message and exit status for good and bad services. */
import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { proxyclickProfile } from "../../../src/server/index.ts";
import { fixedResponse, runAgainst, scimListener } from "../../support/services.ts";

const scim = scimListener(proxyclickProfile());
const testConnection = (listener: RequestListener, ...args: string[]) =>
  runAgainst(listener, (url) => ["test-connection", "--target", url, ...args]);

describe("test-connection", () => {
  it("tells what it has seen", async () => {
    const { status, out, err } = await testConnection(scim);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(/^Connected: .*200.*empty list\.\n$/);
  });

  it("prints one JSON document with --json", async () => {
    const { out, url } = await testConnection(scim, "--json");
    expect(JSON.parse(out)).toEqual({ target: url, ok: true });
  });

  it.each<[string, RequestListener, string[], number]>([
    ["refused credentials", scim, ["--token", "other"], 3],
    ["forbidden", fixedResponse(403, "application/scim+json", "{}"), [], 3],
    ["a web page", fixedResponse(200, "text/html", "<html></html>"), [], 4],
    ["JSON that is no list", fixedResponse(200, "application/scim+json", "{}"), [], 4],
    ["nothing there", fixedResponse(404, "application/scim+json", "{}"), [], 4],
    ["an error of the service", fixedResponse(500, "application/scim+json", "{}"), [], 4],
  ])("%s: a message on stderr and the status", async (_what, listener, args, expected) => {
    const { status, out, err } = await testConnection(listener, ...args);
    expect([status, out]).toEqual([expected, ""]);
    expect(err).toMatch(/^error: \S/);
    expect(err.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
  });
});
