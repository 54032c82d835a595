/** An enterprise application of the emulator of Microsoft Graph, opened with `entraApplication`. */
import { type EntraApplication, entraApplication, GraphClient } from "../../../src/entra/index.ts";
import {
  createGraphEmulator,
  createProxyclickEmulator,
  createTestClock,
  type GraphEmulator,
  type GraphEmulatorOptions,
} from "../../../src/testing/index.ts";
import { call } from "../../testing/graph/graph-calls.ts";

/** Id of the first user of the emulator. */
export const ADA = "11111111-1111-4111-8111-000000000001";
/** Id of the second user. */
export const BOB = "11111111-1111-4111-8111-000000000002";

const USERS = [user(ADA, "Ada"), user(BOB, "Bob")];

function user(id: string, givenName: string) {
  const mail = `${givenName.toLowerCase()}@contoso.com`;
  const names = { displayName: givenName, givenName, surname: "Lovelace" };
  return { id, userPrincipalName: mail, mail, mailNickname: givenName, accountEnabled: true, ...names };
}

/** An emulator, a client of it, and a clock that both share; waiting advances the clock. */
export function emulatedGraph(options: GraphEmulatorOptions = {}) {
  const clock = createTestClock();
  const target = createProxyclickEmulator();
  const graph = createGraphEmulator({ users: USERS, now: clock.now, targetFetch: target.fetch, ...options });
  const client = new GraphClient({
    credential: async () => graph.issueToken(),
    graph: graph.root,
    fetch: graph.fetch,
    retry: { delay: 1, random: () => 0 },
  });
  const waits: number[] = [];
  const timing = {
    now: clock.now,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
      clock.advance(milliseconds);
    },
  };
  return { clock, graph, client, target, waits, timing };
}

/** The emulator with a configured job of its first application, which was never started. */
export async function configuredApplication(options: GraphEmulatorOptions = {}) {
  const emulated = emulatedGraph(options);
  const { graph, client, target, timing } = emulated;
  const base = `/servicePrincipals/${graph.servicePrincipalId}/synchronization`;
  const value = [
    { key: "BaseAddress", value: target.tenantUrl },
    { key: "SecretToken", value: target.secretToken },
  ];
  await call(graph, `${base}/secrets`, { method: "PUT", body: { value } });
  await call(graph, `${base}/jobs`, { method: "POST", body: { templateId: "proxyclick" } });
  const application = entraApplication({ client, servicePrincipalId: graph.servicePrincipalId, ...timing });
  return { ...emulated, application, job: jobOf(graph) };
}

/** The only job of the first application. */
export function jobOf(graph: GraphEmulator) {
  const [job] = graph.applications.jobs(graph.servicePrincipalId);
  if (job === undefined) throw new Error("There is no job.");
  return job;
}

/** Ids of the records of a reading of the log. */
export async function readIds(
  application: EntraApplication,
  options: Parameters<EntraApplication["logs"]>[0] = {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of application.logs(options)) ids.push(id);
  return ids;
}

/** Requests that changed something, as method and path below the synchronization. */
export function writesOf(graph: GraphEmulator): readonly string[] {
  return graph.journal
    .entries()
    .filter(({ method, path }) => method !== "GET" && !/parseExpression|validateCredentials|token$/.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}
