/** The scripts of identity providers pass against the emulator and the handler. */
import { describe, expect, it } from "vitest";
import { bearerToken, createScimHandler, fullProfile, MemoryStore } from "../../src/server/index.ts";
import {
  createProxyclickEmulator,
  entraScript,
  oktaScript,
  oneLoginScript,
  type RequestScript,
  replayScript,
} from "../../src/testing/index.ts";

const userName = "ada@example.com";

async function problemsOf(script: RequestScript, options: Parameters<typeof replayScript>[1]): Promise<unknown[]> {
  const replayed = await replayScript(script, options);
  return replayed
    .filter(({ problem }) => problem !== undefined)
    .map(({ request, problem }) => [request.title, problem]);
}

describe("the script of", () => {
  it.each([
    ["Entra", entraScript({ userName })],
    ["Entra with aadOptscim062020", entraScript({ userName, aadOptscim062020: true })],
    ["Okta", oktaScript({ userName })],
    ["OneLogin", oneLoginScript({ userName })],
  ])("%s passes against the emulator", async (_name, script) => {
    const emulator = createProxyclickEmulator();
    const options = { baseUrl: emulator.tenantUrl, token: emulator.secretToken, fetch: emulator.fetch };
    expect(await problemsOf(script, options)).toEqual([]);
  });

  it.each([
    ["Entra", entraScript({ userName, groups: true })],
    ["Entra with aadOptscim062020", entraScript({ userName, aadOptscim062020: true, groups: true })],
    ["Okta", oktaScript({ userName, groups: true })],
  ])("%s passes against the handler, with groups", async (_name, script) => {
    const authenticate = bearerToken("a-token");
    const handler = createScimHandler({
      basePath: "/scim",
      profile: fullProfile(),
      store: new MemoryStore(),
      authenticate,
    });
    const options = { baseUrl: "https://scim.example.com/scim", token: "a-token", fetch: handler };
    expect(await problemsOf(script, options)).toEqual([]);
  });

  it("a provider fails against a service that behaves differently", async () => {
    const fetch = async () => Response.json({ totalResults: 1, Resources: [] });
    const problems = await problemsOf(entraScript({ userName }), { baseUrl: "https://x.example", token: "t", fetch });
    expect(problems).toContainEqual(["Test Connection", "totalResults 1, expected 0"]);
    expect(problems).toContainEqual(["create", "status 200, expected 201"]);
  });
});
