/** The emulator of Microsoft Graph on a socket, with the credentials and the client of the package. */
import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { clientCredentials, GraphClient } from "../../../src/entra/index.ts";
import { toNodeListener } from "../../../src/node/index.ts";
import { createGraphEmulator, type GraphEmulatorOptions, listen, scriptedFaults } from "../../../src/testing/index.ts";
import { APPLICATION_CERTIFICATE } from "./rules/application-certificate.ts";

/** An emulator that listens until the test ends, and a client that signs in with a secret. */
async function listening(options: GraphEmulatorOptions) {
  const graph = createGraphEmulator(options);
  const { origin, close } = await listen(graph, { createServer, toNodeListener });
  onTestFinished(close);
  const identity = { tenantId: graph.tenantId, clientId: graph.clientId, authority: origin };
  const client = new GraphClient({
    credential: clientCredentials({ ...identity, clientSecret: graph.clientSecret }),
    graph: origin,
    retry: { delay: 1, maxDelay: 1 },
  });
  return { graph, origin, identity, client };
}

describe("the emulator of Microsoft Graph on a socket", () => {
  it("signs a client in, and answers with links to itself", async () => {
    const { graph, client, origin } = await listening({ users: 30, behavior: { pageSize: 7 } });
    const ids = new Set<unknown>();
    let deltaLink = "";
    for await (const page of client.pages("/users/delta?$select=displayName")) {
      for (const item of page.value) ids.add(item["id"]);
      deltaLink = page.deltaLink ?? deltaLink;
    }
    expect(ids).toEqual(new Set(graph.users.ids()));
    expect(deltaLink.startsWith(`${origin}/v1.0/users/delta?$deltatoken=`)).toBe(true);
  });

  it("accepts an assertion that a certificate signed", async () => {
    const { graph, origin, identity } = await listening({
      users: 1,
      certificates: [APPLICATION_CERTIFICATE.certificate],
    });
    const client = new GraphClient({
      credential: clientCredentials({ ...identity, certificate: APPLICATION_CERTIFICATE }),
      graph: origin,
    });
    const [id = ""] = [...graph.users.ids()];
    expect(await client.get(`/users/${id}`)).toMatchObject({ id });
  });

  it("breaks the connection where an answer is lost, and the client reads again", async () => {
    const { graph, client } = await listening({ users: 1 });
    const [id = ""] = [...graph.users.ids()];
    await client.get(`/users/${id}`);
    graph.faults = scriptedFaults({ kind: "reset", when: "after" }, { kind: "expired_token" }, undefined, undefined);
    expect(await client.get(`/users/${id}`)).toMatchObject({ id });
    expect(graph.journal.entries().filter(({ path }) => path === `/users/${id}`).length).toBeGreaterThanOrEqual(4);
  });
});
