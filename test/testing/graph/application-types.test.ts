/** The answers of the emulator about enterprise applications have the types that Microsoft publishes for Graph. */
import { expect, it } from "vitest";
import { createProxyclickEmulator, createTestClock } from "../../../src/testing/index.ts";
import { createJob } from "./application-calls.ts";
import { call, items, objectOf } from "./graph-calls.ts";
import { type Sample, typeProblems } from "./graph-types.ts";

/** Values of flags in one string, which the types do not have, and properties that are newer than the types. */
const UNTYPED = new Set([
  "flowTypes",
  "deprecationDate",
  "endpoints",
  "isEntraIntegrated",
  "lastModifiedDateTime",
  "riskFactors",
  "riskScore",
]);

function withoutUntyped(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, inner: unknown) => (UNTYPED.has(name) ? undefined : inner)));
}

/** Functions and operators have a name, as their pages say; the types do not have it. */
function withoutName({ name: _name, ...rest }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return rest;
}

/** Answers about an application whose job has run. */
async function applicationSamples(): Promise<readonly Sample[]> {
  const { now } = createTestClock();
  const { fetch, tenantUrl, secretToken } = createProxyclickEmulator({ now });
  const users = [{ userPrincipalName: "ada@contoso.com", givenName: "Ada", surname: "Lovelace" }];
  const {
    graph,
    job,
    call: send,
  } = await createJob({ users, now, targetFetch: fetch, runCycles: true }, [
    { key: "BaseAddress", value: tenantUrl },
    { key: "SecretToken", value: secretToken },
    { key: "SyncAll", value: "true" },
  ]);
  const unfinished = (await send("GET", job)).body;
  await send("POST", `${job}/start`);
  await graph.applications.idle();
  const instantiated = await call(
    graph,
    `/applicationTemplates/${String(graph.applications.gallery[0]?.["id"])}/instantiate`,
    {
      method: "POST",
      body: { displayName: "Visitors" },
    },
  );
  const schema = (await send("GET", `${job}/schema`)).body;
  await send("PUT", `${job}/schema`, schema);
  const parse = (expression: string) => send("POST", `${job}/schema/parseExpression`, { expression });
  const listed = [
    { type: "ApplicationTemplate", answer: await call(graph, "/applicationTemplates") },
    { type: "SynchronizationTemplate", answer: await send("GET", "/templates") },
    { type: "SynchronizationSecretKeyStringValuePair", answer: await send("GET", "/secrets") },
    { type: "ProvisioningObjectSummary", answer: await call(graph, "/auditLogs/provisioning") },
    { type: "DirectoryAudit", answer: await call(graph, "/auditLogs/directoryAudits") },
  ];
  const functions = items(await send("GET", `${job}/schema/functions`)).map(withoutName);
  const operators = items(await send("GET", `${job}/schema/filterOperators`)).map(withoutName);
  return [
    ...functions.map((value) => ({ type: "AttributeMappingFunctionSchema", value })),
    ...operators.map((value) => ({ type: "FilterOperatorSchema", value })),
    ...listed.flatMap(({ type, answer }) => items(answer).map((value) => ({ type, value }))),
    { type: "ApplicationServicePrincipal", value: instantiated.body },
    { type: "SynchronizationJob", value: unfinished },
    { type: "SynchronizationJob", value: (await send("GET", job)).body },
    { type: "SynchronizationSchema", value: schema },
    { type: "SynchronizationSchema", value: (await send("GET", `${job}/schema`)).body },
    { type: "ParseExpressionResponse", value: (await parse('Join(" ", [givenName], "x")')).body },
    { type: "ParseExpressionResponse", value: objectOf((await parse("Join(")).body) },
  ];
}

it("answers about enterprise applications have Microsoft's types", async () => {
  const samples = (await applicationSamples()).map(({ type, value }) => ({ type, value: withoutUntyped(value) }));
  expect(new Set(samples.map(({ type }) => type)).size).toBe(11);
  expect(typeProblems(samples)).toEqual([]);
}, 30_000);
