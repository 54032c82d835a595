/** The commands of the pages about Microsoft Entra, against emulators on sockets. */
import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientCredentials, entraApplication, GraphClient } from "../../src/entra/index.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { createGraphEmulator, createProxyclickEmulator, listen } from "../../src/testing/index.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { readPage } from "./code-blocks.ts";
import { runShellBlocks } from "./shell-commands.ts";

const folder = useTemporaryFolder();
const servers: { close(): Promise<void> }[] = [];
let env: Record<string, string> = {};

beforeEach(async () => {
  const proxyclick = createProxyclickEmulator();
  const proxyclickServer = await listen(proxyclick, { createServer, toNodeListener });
  const entra = createGraphEmulator({
    users: [{ userPrincipalName: "ada@contoso.com", mail: "ada@contoso.com", givenName: "Ada", surname: "Lovelace" }],
    targetFetch: fetch,
    runCycles: true,
  });
  for (const id of entra.users.ids()) entra.assignments.add(id);
  const entraServer = await listen(entra, { createServer, toNodeListener });
  servers.push(proxyclickServer, entraServer);
  const { tenantId, clientId, clientSecret, servicePrincipalId, fetch: graphFetch } = entra;
  const client = new GraphClient({
    credential: clientCredentials({ tenantId, clientId, clientSecret, fetch: graphFetch }),
    fetch: graphFetch,
  });
  const application = entraApplication({ client });
  const { tenantUrl } = proxyclickServer;
  const provisioning = { tenantUrl, secretToken: proxyclick.secretToken, status: "on" } as const;
  await application.apply(await application.plan({ application: { id: servicePrincipalId }, provisioning }));
  await entra.applications.idle();
  folder.write("secret.txt", clientSecret);
  folder.write("token.txt", proxyclick.secretToken);
  env = { TENANT_ID: tenantId, CLIENT_ID: clientId, TENANT_URL: tenantUrl, GRAPH: entraServer.origin };
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe("the commands of the pages about Microsoft Entra", { timeout: 60_000 }, () => {
  it.each(["docs/guide/moving-from-entra.md"])("%s: all end well and print what the page shows", async (path) => {
    for (const { commands, missing } of await runShellBlocks(readPage(path), { folder: folder.path, env })) {
      for (const { args, status, out, err } of commands)
        expect({ status, args }, out + err).toEqual({ status: 0, args });
      expect(missing, commands.map(({ out, err }) => out + err).join("\n")).toEqual([]);
    }
  });
});
