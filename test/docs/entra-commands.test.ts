/** The commands of the pages about Microsoft Entra, against emulators on sockets. */
import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { clientCredentials, entraApplication, GraphClient } from "../../src/entra/index.ts";
import { toNodeListener } from "../../src/node/index.ts";
import { createGraphEmulator, createProxyclickEmulator, listen } from "../../src/testing/index.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { readPage } from "./code-blocks.ts";
import { startEmulators } from "./run.ts";
import { runShellBlocks, saveFiles } from "./shell-commands.ts";

const folder = useTemporaryFolder();
const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close();
});

/** Runs the commands of a page, which must all end well and print what the page shows. */
async function runCommands(path: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const page = readPage(path);
  saveFiles(page, folder.path);
  for (const { commands, missing } of await runShellBlocks(page, { folder: folder.path, env })) {
    const output = commands.map(({ out, err }) => out + err).join("\n");
    for (const { args, status } of commands) expect({ status, args }, output).toEqual({ status: 0, args });
    expect(missing, output).toEqual([]);
  }
}

/**
 * Starts an emulated tenant whose job has provisioned one user; returns the variables that the page takes for granted.
 */
async function startProvisionedTenant(): Promise<Readonly<Record<string, string>>> {
  const proxyclick = createProxyclickEmulator();
  const proxyclickServer = await listen(proxyclick, { createServer, toNodeListener });
  running.push(proxyclickServer);
  const entra = createGraphEmulator({
    users: [{ userPrincipalName: "ada@contoso.com", mail: "ada@contoso.com", givenName: "Ada", surname: "Lovelace" }],
    targetFetch: fetch,
    runCycles: true,
  });
  for (const id of entra.users.ids()) entra.assignments.add(id);
  const entraServer = await listen(entra, { createServer, toNodeListener });
  running.push(entraServer, { close: () => entra.applications.idle() });
  const { tenantId, clientId, clientSecret, servicePrincipalId } = entra;
  const credential = clientCredentials({ tenantId, clientId, clientSecret, fetch: entra.fetch });
  const application = entraApplication({ client: new GraphClient({ credential, fetch: entra.fetch }) });
  const { tenantUrl } = proxyclickServer;
  const provisioning = { tenantUrl, secretToken: proxyclick.secretToken, status: "on" } as const;
  await application.apply(await application.plan({ application: { id: servicePrincipalId }, provisioning }));
  await entra.applications.idle();
  folder.write("secret.txt", clientSecret);
  folder.write("token.txt", proxyclick.secretToken);
  return { TENANT_ID: tenantId, CLIENT_ID: clientId, TENANT_URL: tenantUrl, GRAPH: entraServer.origin };
}

describe("the commands end well and print what the page shows", { timeout: 60_000 }, () => {
  it("of the tutorial, with the emulators of the page", async () => {
    const page = "docs/guide/tutorial.md";
    running.push(await startEmulators(readPage(page), folder.path));
    await runCommands(page);
  });

  it("of moving from Entra's job", async () => {
    await runCommands("docs/guide/moving-from-entra.md", await startProvisionedTenant());
  });
});
