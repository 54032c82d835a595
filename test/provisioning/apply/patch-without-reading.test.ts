/** The engine does not read an account back after a change, at a service that answers PATCH without a body. */
import { expect, it } from "vitest";
import { createProvisioningJob, MemoryState } from "../../../src/provisioning/index.ts";
import { ProxyclickScimClient } from "../../../src/proxyclick/index.ts";
import { createProxyclickEmulator } from "../../../src/testing/index.ts";
import { fakeDirectory, person } from "../../support/fake-directory.ts";
import { schema } from "../../support/mapping.ts";

it("reads a changed user before the PATCH only", async () => {
  const emulator = createProxyclickEmulator();
  const requests: string[] = [];
  const target = new ProxyclickScimClient({
    secretToken: emulator.secretToken,
    fetch: async (request) => {
      requests.push(request.method);
      const response = await emulator.fetch(request);
      return request.method === "PATCH" && response.ok ? new Response(null, { status: 204 }) : response;
    },
  });
  const source = fakeDirectory([person("ada")]);
  const log = { lastEntryId: async () => undefined, append: async () => {} };
  const job = createProvisioningJob({ source, target, mapping: schema(), state: new MemoryState(), log });
  await job.runCycle();
  source.users = [person("ada", { jobTitle: "Countess" })];
  requests.length = 0;
  expect((await job.runCycle()).counts).toMatchObject({ updated: 1, failed: {} });
  expect(requests).toEqual(["GET", "PATCH"]);
});
