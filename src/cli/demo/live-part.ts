/** The last part of `demo`: the same company, read live from an emulated Microsoft Entra. */
import { createServer } from "node:http";
import { clientCredentials, entraApplication, entraDirectory, GraphClient } from "../../entra/index.ts";
import { toNodeListener } from "../../node/index.ts";
import {
  type CycleSummary,
  createProvisioningJob,
  MemoryState,
  type ProvisioningJob,
  parseSynchronizationSchema,
} from "../../provisioning/index.ts";
import { ProxyclickScimClient } from "../../proxyclick/index.ts";
import { createProxyclickEmulator, type GraphEmulator, listen } from "../../testing/index.ts";
import { phoneNormalizer } from "../job/normalize-phone.ts";
import type { Io } from "../process/io.ts";
import { formatCount, printableLines } from "../process/printable.ts";
import { HOSTS_GROUP, sampleTenant } from "./sample-tenant.ts";

const APPLICATION = "Proxyclick";

/** A tenant and a Proxyclick, both on sockets of this machine. */
interface LiveServices {
  readonly graph: GraphEmulator;
  /** Root of Graph and of the sign-in service. */
  readonly graphOrigin: string;
  readonly tenantUrl: string;
  readonly secretToken: string;
}

/**
 * Shows the enterprise application as code, a first cycle, and a cycle that reads only what changed.
 *
 * @param sample - folder of the sample
 * @returns false when it was interrupted.
 */
export async function showLivePart(io: Io, sample: string): Promise<boolean> {
  const proxyclick = createProxyclickEmulator();
  const proxyclickServer = await listen(proxyclick, { createServer, toNodeListener });
  try {
    const graph = await sampleTenant(sample, fetch);
    const graphServer = await listen(graph, { createServer, toNodeListener });
    try {
      const { tenantUrl } = proxyclickServer;
      const { secretToken } = proxyclick;
      return await showLive(io, { graph, graphOrigin: graphServer.origin, tenantUrl, secretToken });
    } finally {
      await graphServer.close();
    }
  } finally {
    await proxyclickServer.close();
  }
}

async function showLive(io: Io, services: LiveServices): Promise<boolean> {
  const { graph, graphOrigin } = services;
  const print = (line: string) => io.stdout.write(`${line}\n`);
  const { tenantId, clientId, clientSecret } = graph;
  const credential = clientCredentials({ tenantId, clientId, clientSecret, authority: graphOrigin });
  const client = new GraphClient({ credential, graph: graphOrigin });

  print("\n6. Microsoft Entra, emulated on this machine, gets the application. The plan:");
  const servicePrincipalId = await applyPlan(io, client, services);

  print("\n7. The first cycle reads the company live from Microsoft Graph:");
  const job = await openJob(client, services, servicePrincipalId);
  const first = await runLiveCycle(io, job, graph);
  if (first.outcome === "interrupted") return false;

  print(
    "\n8. One user gets another title, one joins the group of hosts, one leaves it. The next cycle reads only them:",
  );
  changeDirectory(graph);
  const next = await runLiveCycle(io, job, graph);
  return next.outcome !== "interrupted";
}

/** Adds the application from the gallery, and sets up its provisioning. */
async function applyPlan({ stdout, signal }: Io, client: GraphClient, services: LiveServices): Promise<string> {
  const { tenantUrl, secretToken } = services;
  const application = entraApplication({ client });
  const plan = await application.plan(
    {
      application: { template: "Proxyclick", displayName: APPLICATION },
      provisioning: { tenantUrl, secretToken, scope: "assigned", status: "off" },
      assignments: [{ principal: HOSTS_GROUP }],
    },
    { signal },
  );
  stdout.write(
    `${printableLines(plan.text)
      .trimEnd()
      .replaceAll(/^(?=.)/gm, "   ")}\n`,
  );
  const { servicePrincipalId, steps } = await application.apply(plan, { signal });
  stdout.write(`   Applied: ${formatCount(steps.length, "step")}.\n`);
  return servicePrincipalId;
}

/** A job with the mapping of the application. */
async function openJob(
  client: GraphClient,
  { tenantUrl, secretToken }: LiveServices,
  servicePrincipalId: string,
): Promise<ProvisioningJob> {
  const schema = await entraApplication({ client, servicePrincipalId }).schema();
  return createProvisioningJob({
    source: entraDirectory({ client, servicePrincipalId }),
    target: new ProxyclickScimClient({ tenantUrl, secretToken, normalizePhone: phoneNormalizer() }),
    mapping: parseSynchronizationSchema(schema),
    scope: "assigned",
    state: new MemoryState(),
  });
}

async function runLiveCycle({ stdout, signal }: Io, job: ProvisioningJob, graph: GraphEmulator): Promise<CycleSummary> {
  graph.journal.clear();
  const summary = await job.runCycle({ signal });
  const { read, created, updated, disabled } = summary.counts;
  const requests = formatCount(graph.journal.entries().length, "request");
  stdout.write(`   read      ${formatCount(read, "user")}, with ${requests} to Microsoft Graph\n`);
  stdout.write(`   created   ${created}\n   updated   ${updated}\n   disabled  ${disabled}\n`);
  return summary;
}

/** What an administrator does in the course of a day. */
function changeDirectory({ users, groups }: GraphEmulator): void {
  const idOf = (userPrincipalName: string) =>
    [...users.ids()].find((id) => users.get(id)?.["userPrincipalName"] === userPrincipalName) ?? "";
  const [hosts = ""] = groups.ids();
  users.update(idOf("ada.o'neill@contoso.com"), { jobTitle: "Director, Workplace Experience" });
  groups.addMember(hosts, idOf("inigo.fernandez@contoso.com"));
  groups.removeMember(hosts, idOf("jerome.maes@contoso.com"));
}
