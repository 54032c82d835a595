/** Credentials and the client of Microsoft Graph against the strict emulator, on a socket. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  clientCredentials,
  GRAPH_PERMISSIONS,
  GraphClient,
  type GraphFeature,
  type GraphOptions,
  managedIdentity,
  workloadIdentity,
} from "../../src/entra/index.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { createGraphEmulator, type GraphEmulatorOptions, listen } from "../../src/testing/index.ts";
import { APPLICATION_CERTIFICATE } from "../testing/graph/rules/application-certificate.ts";

const RETRY = { delay: 1, maxRetryAfter: 2, random: () => 0 };

async function emulatorOf(options: GraphEmulatorOptions = {}) {
  const graph = createGraphEmulator({ users: 60, seed: 5, ...options });
  const { origin, close } = await listen(graph, { createServer, toNodeListener });
  onTestFinished(close);
  const { tenantId, clientId, clientSecret } = graph;
  const identity = { tenantId, clientId, authority: origin };
  const clientOf = (credential: GraphOptions["credential"]) =>
    new GraphClient({ credential, graph: origin, retry: RETRY });
  return { graph, origin, identity, clientOf, client: clientOf(clientCredentials({ ...identity, clientSecret })) };
}

async function idsOf(client: GraphClient, path: string, afterPage = () => {}): Promise<ReadonlySet<unknown>> {
  const ids = new Set<unknown>();
  for await (const { value } of client.pages(path, { feature: "read_users" })) {
    for (const { id } of value) ids.add(id);
    afterPage();
  }
  return ids;
}

describe("signing in", () => {
  it("works with a secret, a certificate, a federated token and a managed identity", async () => {
    const { origin, identity, clientOf, client } = await emulatorOf({
      certificates: [APPLICATION_CERTIFICATE.certificate],
      federatedTokens: ["federated"],
    });
    const folder = await mkdtemp(join(tmpdir(), "workload-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const tokenFile = join(folder, "token");
    await writeFile(tokenFile, "federated");
    const clients = [
      client,
      clientOf(clientCredentials({ ...identity, certificate: APPLICATION_CERTIFICATE })),
      clientOf(workloadIdentity({ ...identity, tokenFile })),
      clientOf(managedIdentity({ endpoint: `${origin}/msi/token`, identityHeader: "h" })),
      clientOf(managedIdentity({ endpoint: `${origin}/metadata/identity/oauth2/token` })),
    ];
    for (const each of clients) expect((await each.page("/users", { query: { $top: "1" } })).value).toHaveLength(1);
  });

  it("with a wrong secret ends with rejected_credentials and what to do, without the secret", async () => {
    const { identity, clientOf, graph } = await emulatorOf();
    const call = clientOf(clientCredentials({ ...identity, clientSecret: "wr0ng" })).get("/users");
    await expect(call).rejects.toMatchObject({ code: "rejected_credentials" });
    await expect(call).rejects.toThrow(/AADSTS7000215.*not its id/);
    await expect(call).rejects.not.toThrow("wr0ng");
    expect(graph.journal.entries()).toHaveLength(1);
  });
});

describe("a round of a delta query", () => {
  it("goes on with a new token when the old one expires, and survives throttling and broken connections", async () => {
    const { client, graph } = await emulatorOf({ users: 1_500 });
    let pages = 0;
    graph.faults = ({ number }) => {
      if (number % 5 === 0) return { kind: "status", status: 429 };
      return number % 7 === 0 ? { kind: "reset", when: "before" } : undefined;
    };
    const ids = await idsOf(client, "/users/delta", () => {
      pages += 1;
      if (pages === 2) graph.expireTokens();
    });
    expect(ids.size).toBe(1_500);
    expect(graph.journal.entries().filter(({ status }) => status === 401)).toHaveLength(1);
  });

  it("asks for a resync when its link has expired", async () => {
    const { client, graph } = await emulatorOf();
    let deltaLink: string | undefined;
    for await (const page of client.pages("/users/delta")) deltaLink = page.deltaLink;
    graph.expireDeltaTokens();
    await expect(client.page(deltaLink ?? "")).rejects.toMatchObject({ code: "resync_required" });
  });
});

describe("the permissions of a feature", () => {
  it.each<[GraphFeature, (servicePrincipalId: string) => string]>([
    ["read_users", () => "/users/delta"],
    ["read_groups", () => "/groups/delta?$select=members"],
    ["read_application", (id) => `/servicePrincipals/${id}/appRoleAssignedTo`],
    ["read_synchronization", (id) => `/servicePrincipals/${id}/synchronization/jobs`],
    ["read_logs", () => "/auditLogs/provisioning?$top=1"],
  ])("%s are sufficient, and the error of a token without them names them", async (feature, pathOf) => {
    const { least } = GRAPH_PERMISSIONS[feature];
    const granted = await emulatorOf({ permissions: least });
    await granted.client.page(pathOf(granted.graph.servicePrincipalId), { feature });

    const denied = await emulatorOf({ permissions: [] });
    const call = denied.client.page(pathOf(denied.graph.servicePrincipalId), { feature });
    await expect(call).rejects.toMatchObject({ code: expect.stringMatching(/^(?:forbidden|unauthorized)$/) });
    await expect(call).rejects.toThrow(least.join(" and "));
  });
});
