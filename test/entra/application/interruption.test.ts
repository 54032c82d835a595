/** An apply that is interrupted at any write ends, when it is run again, with the desired state and nothing twice. */
import { describe, expect, it } from "vitest";
import { type DesiredApplication, entraApplication } from "../../../src/entra/index.ts";
import { ADA, BOB, emulatedGraph, writesOf } from "./emulated-application.ts";

/** Number of writes of the desired state, Test Connection included. */
const WRITES = 8;

function desiredState({ tenantUrl, secretToken }: { tenantUrl: string; secretToken: string }): DesiredApplication {
  const mapping = { changes: [{ set: { target: "title", expression: "[city]" } }] };
  return {
    application: { displayName: "Visitors" },
    provisioning: { tenantUrl, secretToken, scope: "all", status: "on", mapping },
    assignments: [{ principal: ADA }, { principal: BOB }],
  };
}

/** An emulator in which every write from a given one on fails, until it is repaired. */
function failingGraph(write: number, executed: boolean) {
  const emulated = emulatedGraph({ secrets: "replace" });
  const { graph } = emulated;
  let writes = 0;
  graph.faults = ({ method }) => {
    writes += method === "GET" ? 0 : 1;
    return method !== "GET" && writes >= write ? { kind: "gateway_timeout", executed } : undefined;
  };
  return { ...emulated, written: () => writes };
}

const cases = Array.from({ length: WRITES }, (_, index) =>
  [true, false].map((executed) => [index + 1, executed] as const),
);

describe.each(["the same plan", "a new plan"])("an apply that is run again with %s", (kind) => {
  it.each(cases.flat())("after write %d was lost (executed: %s)", async (write, executed) => {
    const { client, graph, target, timing, written } = failingGraph(write, executed);
    const desired = desiredState(target);
    const application = entraApplication({ client, ...timing });
    const plan = await application.plan(desired);
    await application.apply(plan).catch(() => undefined);
    expect(written()).toBeGreaterThanOrEqual(write);
    graph.faults = undefined;
    const again = entraApplication({ client, ...timing });
    if (kind === "a new plan") await again.apply(await again.plan(desired));
    else await application.apply(plan).catch(async () => again.apply(await again.plan(desired)));
    expect((await again.plan(desired)).steps).toEqual([]);
    const { servicePrincipalId } = await entraApplication({ client, displayName: "Visitors" }).status();
    const jobs = graph.applications.jobs(servicePrincipalId);
    expect(jobs.map(({ redundantStarts }) => redundantStarts)).toEqual([0]);
    const created = graph.journal
      .entries()
      .filter(({ path, status }) => path.endsWith("/instantiate") && status === 201);
    expect(created).toHaveLength(1);
    expect(writesOf(graph).length).toBeLessThan(60);
  });
});
