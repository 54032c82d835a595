/**
 * Cycles of a job over Microsoft Graph, as a program: an initial one, one without changes, and one with 100 changed
 * users. Prints what each one cost, as JSON.
 *
 *   node entra-cycles.ts GRAPH STATE
 */
import { setFlagsFromString } from "node:v8";
import { entraDirectory } from "../../src/entra/index.ts";
import { ScimError } from "../../src/errors.ts";
import { UserType } from "../../src/models/index.ts";
import { createProvisioningJob } from "../../src/provisioning/index.ts";
import { defaultMapping } from "../../src/proxyclick/index.ts";
import { openSqliteState } from "../../src/sqlite/index.ts";

// As the commands of the package do.
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=20");

const [graph = "", statePath = ""] = process.argv.slice(2);
const { servicePrincipalId, token } = await call("/test/info");
let created = 0;
let patched = 0;
let peak = 0;

async function call(path: string) {
  const response = await fetch(`${graph}${path}`, path === "/test/info" ? {} : { method: "POST" });
  return response.json();
}

/** A target that keeps nothing, so that all memory is that of the job. */
const users = {
  type: UserType,
  async get(id: string): Promise<never> {
    throw new ScimError(`There is no account ${id}`, { status: 404 });
  },
  async *list() {},
  async create(account: object) {
    created += 1;
    return { ...account, id: `account-${created}` };
  },
  async patch() {
    patched += 1;
    return undefined;
  },
  async delete() {},
};

const state = await openSqliteState(statePath);
const job = createProvisioningJob({
  source: entraDirectory({ credential: async () => token, graph, servicePrincipalId, tenantId: "contoso" }),
  target: { name: "Target", identity: "target", users, testConnection: async () => undefined },
  mapping: defaultMapping(),
  scope: "assigned",
  concurrency: 16,
  state,
});
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 20);
for (const kind of ["initial", "unchanged", "changed"]) {
  if (kind === "changed") await call("/test/change");
  await call("/test/requests");
  peak = 0;
  patched = 0;
  const before = process.cpuUsage();
  const began = performance.now();
  const { outcome, counts } = await job.runCycle();
  const { user, system } = process.cpuUsage(before);
  const cost = {
    kind,
    outcome,
    read: counts.read,
    created: counts.created,
    updated: counts.updated,
    patched,
    cpu: (user + system) / 1e6,
    seconds: (performance.now() - began) / 1_000,
    peak: peak / 1e6,
    requests: await call("/test/requests"),
  };
  process.stdout.write(`${JSON.stringify(cost)}\n`);
}
clearInterval(watch);
await state.close();
