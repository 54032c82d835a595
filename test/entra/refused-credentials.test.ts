/** Credentials that Microsoft Entra or Microsoft Graph refuses in the middle of a cycle. */
import { expect, it } from "vitest";
import { statusOfError } from "../../src/cli/process/exit-status.ts";
import { clientCredentials, entraDirectory } from "../../src/entra/index.ts";
import { createGraphEmulator, type GraphEmulator, type GraphEmulatorOptions } from "../../src/testing/index.ts";
import { newWorld } from "../support/world.ts";

const RETRY = { limit: 1, delay: 1, maxRetryAfter: 1 };

function jobOf(options: GraphEmulatorOptions) {
  const graph = createGraphEmulator({ users: 1_000, seed: 3, ...options });
  const { tenantId, clientId, clientSecret, servicePrincipalId, fetch } = graph;
  const credential = clientCredentials({ tenantId, clientId, clientSecret, fetch });
  const source = entraDirectory({ credential, fetch, servicePrincipalId, retry: RETRY });
  const world = newWorld();
  return { graph, source, world, job: world.job({ source, scope: "all" }) };
}

/** Rejects the token of the third page, and then the secret. */
function revokeSecret(graph: GraphEmulator): void {
  let pages = 0;
  graph.faults = ({ path }) => {
    if (path.includes("/oauth2/")) return pages > 2 ? { kind: "status", status: 401 } : undefined;
    if (path.includes("/users/delta")) pages += 1;
    return pages > 2 ? { kind: "expired_token" } : undefined;
  };
}

it("a secret that is revoked in the middle of a read ends the cycle with status 3, and removes nobody", async () => {
  const { graph, world, job } = jobOf({});
  revokeSecret(graph);
  const error: unknown = await job.runCycle().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "GraphRequestError", code: "rejected_credentials" });
  expect(statusOfError(error)).toBe(3);
  const writes = world.writes();
  expect(writes.length).toBeGreaterThan(0);
  expect(writes.filter((write) => !write.startsWith("POST "))).toEqual([]);
  expect((await job.status()).quarantine?.reason).toBe("EncounteredQuarantineException");
});

it("a permission that is missing ends the cycle with status 3 and its name", async () => {
  const { job } = jobOf({ permissions: ["Application.Read.All", "GroupMember.Read.All"] });
  const error: unknown = await job.runCycle().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "forbidden", message: expect.stringContaining("User.Read.All") });
  expect(statusOfError(error)).toBe(3);
});

it("the tenant of the credential identifies the source", () => {
  const { graph, source } = jobOf({});
  expect(source.identity).toBe(graph.tenantId);
});
