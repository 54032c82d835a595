/** Apply where Graph is late, busy or strange, and over a real socket. */
import { createServer } from "node:http";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { clientCredentials, type DesiredApplication, entraApplication, GraphClient } from "../../../src/entra/index.ts";
import { toNodeListener } from "../../../src/node/index.ts";
import {
  createGraphEmulator,
  createProxyclickEmulator,
  type GraphEmulator,
  listen,
} from "../../../src/testing/index.ts";
import { ADA, configuredApplication, emulatedGraph, writesOf } from "./emulated-application.ts";

/** A desired state with everything that is written. */
function desiredState({ tenantUrl, secretToken }: { tenantUrl: string; secretToken: string }): DesiredApplication {
  return {
    application: { displayName: "Visitors" },
    provisioning: {
      tenantUrl,
      secretToken,
      status: "on",
      mapping: { changes: [{ set: { target: "title", expression: "[city]" } }] },
    },
    assignments: [{ principal: ADA }],
  };
}

describe("apply", () => {
  it("tests the connection of a new application first, then writes in order", async () => {
    const { client, graph, target, timing } = emulatedGraph();
    const application = entraApplication({ client, ...timing });
    await application.apply(await application.plan(desiredState(target)));
    const calls = graph.journal
      .entries()
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
    expect(calls).toEqual([
      "POST instantiate",
      "POST validateCredentials",
      "POST jobs",
      "PUT secrets",
      "PUT schema",
      "POST appRoleAssignedTo",
      "POST start",
    ]);
  });

  it("reports each step, and what it waits for", async () => {
    const { client, target, timing } = emulatedGraph({ behavior: { readsUntilFound: 1 } });
    const application = entraApplication({ client, ...timing });
    const said: string[] = [];
    await application.apply(await application.plan(desiredState(target)), {
      onStep: ({ kind }) => said.push(kind),
      onWait: (sentence) => said.push(sentence),
    });
    expect(said[0]).toBe('waiting 2 s for the new application "Visitors"');
    expect(said.slice(-6)).toEqual(["create_application", "create_job", "settings", "mapping", "assign", "start"]);
  });

  it("gives a new application up after 5 minutes, and takes it up again", async () => {
    const { client, graph, target, timing, waits } = emulatedGraph({ behavior: { readLag: 400_000 } });
    const application = entraApplication({ client, ...timing });
    const plan = await application.plan(desiredState(target));
    await expect(application.apply(plan)).rejects.toMatchObject({ code: "replication_timeout" });
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(300_000);
    graph.behavior.readLag = 0;
    await application.apply(await application.plan(desiredState(target)));
    expect(writesOf(graph).filter((write) => write.endsWith("instantiate"))).toHaveLength(1);
  });

  it.each([
    ["PUT", "/secrets", 409, 2],
    ["PUT", "/secrets", 403, 2],
    ["POST", "/jobs", 404, 3],
    ["PUT", "/schema", 404, 1],
    ["POST", "/appRoleAssignedTo", 404, 2],
  ])("of a new application waits when %s %s fails with %d %d times", async (method, suffix, status, times) => {
    const { client, graph, target, timing } = emulatedGraph();
    const application = entraApplication({ client, ...timing });
    let failures = 0;
    graph.faults = (request) => {
      if (request.method !== method || !request.path.endsWith(suffix) || failures === times) return undefined;
      failures += 1;
      return { kind: "status", status };
    };
    await application.apply(await application.plan(desiredState(target)));
    expect((await application.plan(desiredState(target))).isEmpty).toBe(true);
    expect(failures).toBe(times);
  });

  it("of an existing application reports a missing permission at once", async () => {
    const { application, graph, waits, target } = await configuredApplication();
    const { secretToken } = target;
    const plan = await application.plan({ provisioning: { scope: "all", secretToken } });
    graph.faults = ({ method }) => (method === "PUT" ? { kind: "status", status: 403 } : undefined);
    await expect(application.apply(plan)).rejects.toThrow(/Synchronization\.ReadWrite\.All/);
    expect(waits).toEqual([]);
  });

  it.each([
    [2, [2_000, 4_000]],
    [9, [2_000, 4_000, 8_000]],
  ])("waits shortly for a user that Graph does not know yet %d times", async (times, expected) => {
    const { application, graph, waits } = await configuredApplication();
    const plan = await application.plan({ assignments: [{ principal: ADA }] });
    let failures = 0;
    graph.faults = ({ method }) => {
      failures += method === "POST" ? 1 : 0;
      return method === "POST" && failures <= times ? { kind: "status", status: 404 } : undefined;
    };
    const applied = application.apply(plan);
    if (times < 4) await applied;
    else await expect(applied).rejects.toMatchObject({ code: "not_found" });
    expect(waits).toEqual(expected);
  });

  it("refuses to write a schema that came without its directories", async () => {
    const { application, job } = await configuredApplication();
    const { directories: _directories, ...schema } = job.schema;
    job.schema = schema;
    const mapping = { changes: [{ set: { target: "title", expression: "[city]" } }] };
    await expect(application.plan({ provisioning: { mapping } })).rejects.toMatchObject({ code: "incomplete_schema" });
  });

  it.each([
    [401, "SystemForCrossDomainIdentityManagementCredentialValidationFailure", "token refused"],
    [404, "CredentialValidationUnavailable", "unreachable"],
    [400, "UnknownError", ""],
  ])(
    "tells credentials that the target refuses from a missing permission, with status %d",
    async (status, code, message) => {
      const { graph, timing, target } = await configuredApplication();
      const error = {
        code: "UnknownError",
        message: message === "" ? "" : JSON.stringify({ error: { code, message } }),
      };
      const client = clientWith(graph, "/validateCredentials", () => Response.json({ error }, { status }));
      const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId, ...timing });
      const provisioning = { tenantUrl: target.tenantUrl, secretToken: "another-token", scope: "all" } as const;
      await expect(application.apply(await application.plan({ provisioning }))).rejects.toMatchObject({
        code: "connection_refused",
        message: `Test Connection failed: ${[code, message].filter(Boolean).join(": ")}. No setting was written.`,
      });
    },
  );

  it.each([
    ["longer than a message", `secret-${"x".repeat(2_000)}`],
    ["with characters that JSON escapes", 'se"cr\\et-token'],
    ["with spaces", "secret  token"],
  ])("repeats no part of a token %s that Graph sends back", async (_, secretToken) => {
    const { graph, timing, target } = await configuredApplication();
    const client = clientWith(graph, "/validateCredentials", (body) =>
      Response.json({ error: { code: "UnknownError", message: `Refused: ${body}` } }, { status: 400 }),
    );
    const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId, ...timing });
    const plan = await application.plan({
      provisioning: { tenantUrl: target.tenantUrl, secretToken, scope: "all" },
    });
    await expect(application.apply(plan)).rejects.toThrow(/"SecretToken","value":"\[secret\]"/);
  });

  it("writes given settings whole where Graph does not return the stored ones", async () => {
    const { application, graph, target } = await configuredApplication();
    graph.faults = ({ method, path }) =>
      method === "GET" && path.endsWith("/secrets") ? { kind: "status", status: 405 } : undefined;
    const { tenantUrl, secretToken } = target;
    const plan = await application.plan({ provisioning: { tenantUrl, secretToken } });
    expect(plan.warnings).toEqual(["Graph does not return the stored settings, so all given ones are written."]);
    await application.apply(plan);
    expect(graph.applications.secrets(graph.servicePrincipalId).get("SecretToken")).toBe(secretToken);
  });

  it.each(["/secrets", "/validateCredentials"])("keeps secrets that %s repeats out of errors", async (suffix) => {
    const { graph, target } = await configuredApplication();
    const { tenantUrl, secretToken } = target;
    const client = new GraphClient({
      credential: async () => graph.issueToken(),
      fetch: async (request) => {
        if (request.method === "GET" || !request.url.endsWith(suffix)) return graph.fetch(request);
        const message = `Invalid value ${await request.text()}`;
        return Response.json({ error: { code: "BadRequest", message } }, { status: 422 });
      },
    });
    const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId });
    const plan = await application.plan({ provisioning: { tenantUrl, secretToken, scope: "all" } });
    const error: unknown = await application.apply(plan).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 10 })).toContain("[secret]");
    expect(inspect(error, { depth: 10 })).not.toContain(secretToken);
    expect(inspect(application, { depth: 10, showHidden: true })).not.toContain(secretToken);
  });

  it("works over real sockets, from signing in to the first log entries", async () => {
    const target = createProxyclickEmulator();
    const names = { displayName: "Ada", givenName: "Ada", surname: "Lovelace", accountEnabled: true };
    const user = { id: ADA, userPrincipalName: "ada@contoso.com", mail: "ada@contoso.com", ...names };
    const graph = createGraphEmulator({ users: [user], targetFetch: target.fetch, runCycles: true });
    const server = await listen(graph, { createServer, toNodeListener });
    try {
      const { tenantId, clientId, clientSecret } = graph;
      const { origin } = server;
      const credential = clientCredentials({ tenantId, clientId, clientSecret, authority: origin });
      const application = entraApplication({
        client: new GraphClient({ credential, graph: origin }),
        displayName: "Visitors",
      });
      const { servicePrincipalId } = await application.apply(await application.plan(desiredState(target)));
      await graph.applications.idle();
      expect((await application.plan(desiredState(target))).isEmpty).toBe(true);
      expect(await application.status()).toMatchObject({ servicePrincipalId, code: "Active" });
      const actions: string[] = [];
      for await (const { provisioningAction } of application.logs()) actions.push(provisioningAction);
      expect(actions).toEqual(["create"]);
      expect((await application.provisionOnDemand("ada@contoso.com")).result).toBe("Skipped");
    } finally {
      await server.close();
    }
  });
});

/** A client of an emulator, with own responses to requests whose path has an end. */
function clientWith(graph: GraphEmulator, end: string, respond: (body: string) => Response): GraphClient {
  return new GraphClient({
    credential: async () => graph.issueToken(),
    graph: graph.root,
    fetch: async (request) => (request.url.endsWith(end) ? respond(await request.text()) : graph.fetch(request)),
    retry: { limit: 0 },
  });
}
