/** The token is in no message, stack, inspection or JSON of anything that a failed call gives to its caller. */
import { createServer } from "node:http";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ScimClient, type ScimClientOptions } from "../../../src/client/index.ts";
import { UserType } from "../../../src/models/index.ts";
import { toNodeListener } from "../../../src/node/index.ts";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { createProxyclickEmulator, EVERY_FAULT, type Fault, listen } from "../../../src/testing/index.ts";
import { withFakeTimers } from "../../support/fake-timers.ts";
import { json, list, networkError, type Step, scripted } from "../scripted-fetch.ts";

const TOKEN = "s3cret-t0ken-value";

/** Everything that a person or a log could see of a value, with its causes and hidden properties. */
function pictures(value: unknown): string {
  const texts = [inspect(value, { depth: 10, showHidden: true }), JSON.stringify(value) ?? ""];
  for (let error = value; error instanceof Error; error = error.cause) {
    texts.push(error.message, error.stack ?? "", JSON.stringify(error, Object.getOwnPropertyNames(error)));
  }
  return texts.join("\n");
}

async function failureOf(call: () => Promise<unknown>): Promise<unknown> {
  return call().then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

const ECHO = { schemas: [], status: "400", detail: `Authorization: Bearer ${TOKEN}`, scimType: "invalidValue" };

const ANSWERS: readonly (readonly [string, () => Step])[] = [
  ...[302, 400, 401, 403, 404, 409, 412, 413, 429, 500, 501, 502, 503, 504].map(
    (status) => [`${status} that echoes it`, () => json({ ...ECHO, status: String(status) }, status)] as const,
  ),
  ["a web page that echoes it", () => new Response(`<html>${TOKEN}</html>`)],
  ["JSON that is cut short", () => new Response(`{"${TOKEN}`, { headers: { "content-type": "application/json" } })],
  ["a body that is no resource", () => json({ [TOKEN]: TOKEN })],
  ["a network error that echoes it", () => new TypeError(`Bearer ${TOKEN}`, { cause: new Error(TOKEN) })],
  ["a reset connection", () => networkError("ECONNRESET")],
  ["a certificate", () => networkError("CERT_HAS_EXPIRED")],
  ["silence", () => () => new Promise<Response>(() => {})],
];

const CALLS: readonly (readonly [string, (client: ScimClient) => Promise<unknown>])[] = [
  ["get", (client) => client.resources(UserType).get("1")],
  ["create", (client) => client.resources(UserType).create({ userName: "a@example.com" })],
  ["update", (client) => client.resources(UserType).update("1", { title: "x" })],
  ["count", (client) => client.resources(UserType).count()],
  ["delete", (client) => client.resources(UserType).delete("1")],
  ["testConnection", (client) => client.testConnection()],
  ["serviceProviderConfig", (client) => client.serviceProviderConfig()],
];

describe.each(CALLS)("the token in the errors of %s", (_call, call) => {
  it.each(ANSWERS)("after %s", async (_name, step) => {
    const told: unknown[] = [];
    const { fetch } = scripted(...Array.from({ length: 6 }, step));
    const options: ScimClientOptions = {
      baseUrl: "https://x.example",
      token: TOKEN,
      fetch,
      retry: { limit: 1, delay: 0 },
      timeout: 15,
      logger: { debug: (...logged) => told.push(logged), warn: (...logged) => told.push(logged) },
    };
    const client = new ScimClient(options);
    const error = await withFakeTimers(() => failureOf(() => call(client)));
    for (const value of [error, client, told]) expect(pictures(value)).not.toContain(TOKEN);
  });
});

describe("the token", () => {
  it.each([
    ["an invalid token", () => new ScimClient({ baseUrl: "https://x.example", token: `${TOKEN} x` })],
    ["an invalid URL", () => new ScimClient({ baseUrl: `https://${TOKEN}@x.example`, token: TOKEN })],
  ])("is in no error about %s", (_name, make) => {
    let error: unknown;
    try {
      make();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(Error);
    expect(pictures(error)).not.toContain(TOKEN);
  });

  it("of an earlier attempt is in no error either", async () => {
    const tokens = [`${TOKEN}-1`, `${TOKEN}-2`];
    const steps: readonly Step[] = [json({}, 401), json({ ...ECHO, detail: `${TOKEN}-1 and ${TOKEN}-2` }, 400)];
    const { fetch } = scripted(...steps);
    const client = new ScimClient({
      baseUrl: "https://x.example",
      token: () => tokens.shift() ?? "",
      fetch,
      retry: { delay: 0 },
    });
    const error = await failureOf(() => client.resources(UserType).get("1"));
    expect(pictures(error)).not.toContain(TOKEN);
  });

  it("is in no error of a create without a response", async () => {
    const { fetch } = scripted(networkError("ECONNRESET"), list([]), json(ECHO, 400));
    const client = new ScimClient({ baseUrl: "https://x.example", token: TOKEN, fetch, retry: { delay: 0 } });
    const error = await failureOf(() => client.resources(UserType).create({ userName: "a@example.com" }));
    expect(error).toMatchObject({ status: 400 });
    expect(pictures(error)).not.toContain(TOKEN);
  });

  it.each(EVERY_FAULT.map((fault) => [fault.kind, fault] as const))(
    "is in no error on a socket: %s",
    async (_kind, fault: Fault) => {
      const emulator = createProxyclickEmulator({ guid: () => crypto.randomUUID(), faults: () => fault });
      const { secretToken } = emulator;
      const listening = await listen(emulator, { createServer, toNodeListener });
      try {
        const retry = { limit: 1, delay: 0 };
        const proxyclick = new ProxyclickScimClient({ tenantUrl: listening.tenantUrl, secretToken, retry });
        const name = { givenName: "Ada", familyName: "Lovelace" };
        const error = await failureOf(() => proxyclick.users.create({ userName: "ada@example.com", name }));
        for (const value of [error, proxyclick, emulator, listening]) {
          expect(inspect(value, { depth: 10, showHidden: true })).not.toContain(secretToken);
          expect(JSON.stringify(value) ?? "").not.toContain(secretToken);
        }
      } finally {
        await listening.close();
      }
    },
  );
});
