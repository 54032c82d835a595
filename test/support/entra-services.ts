/** Microsoft Graph and a SCIM service on sockets of this process, for the tests of commands. */
import { createServer } from "node:http";
import { afterEach, beforeEach, expect } from "vitest";
import { toNodeListener } from "../../src/node/index.ts";
import { bearerToken, createScimHandler, MemoryStore, proxyclickProfile } from "../../src/server/index.ts";
import { createGraphEmulator, type GraphEmulator, type GraphEmulatorOptions, listen } from "../../src/testing/index.ts";
import { type CommandResult, runCommand } from "./command.ts";
import { type TemporaryFolder, useTemporaryFolder } from "./temporary-folder.ts";

/** The token of the SCIM service. */
const SECRET_TOKEN = "s3cret-token";

/** A tenant with an enterprise application, and the service that its users are provisioned to. */
export interface EntraAndService {
  readonly folder: TemporaryFolder;
  readonly graph: GraphEmulator;
  /** Root of Graph and of the sign-in service. */
  readonly origin: string;
  /** Tenant URL of the SCIM service. */
  readonly tenantUrl: string;
  /** Options for signing in with the client secret, which is in the file `secret`. */
  readonly signIn: readonly string[];
  /** Creates Entra's own job of the application, as the admin center does; returns its path in Graph. */
  createJob(): Promise<string>;
  /** Runs a command in the folder; checks that it prints no secret. */
  run(...args: readonly string[]): Promise<CommandResult>;
  /** Runs a command that reads Microsoft Entra and writes to the service. */
  provision(...args: readonly string[]): Promise<CommandResult>;
}

/** Gives every test a new tenant and a new service. */
export function useEntra(options: GraphEmulatorOptions = {}): EntraAndService {
  const folder = useTemporaryFolder();
  let services: { graph: GraphEmulator; origin: string; tenantUrl: string; close: () => Promise<unknown> } | undefined;
  beforeEach(async () => {
    services = await start(options);
    folder.write("secret", `${services.graph.clientSecret}\n`);
    folder.write("token", SECRET_TOKEN);
  });
  afterEach(() => services?.close());
  const started = () => {
    if (services === undefined) throw new Error("no test is running");
    return services;
  };
  const run = async (...args: readonly string[]) => {
    const result = await runCommand(args, { cwd: folder.path });
    const printed = result.out + result.err;
    for (const secret of [SECRET_TOKEN, started().graph.clientSecret]) expect(printed).not.toContain(secret);
    return result;
  };
  const signIn = () => {
    const { graph, origin } = started();
    const identity = ["--tenant-id", graph.tenantId, "--client-id", graph.clientId];
    return [...identity, "--client-secret-file", "secret", "--graph", origin, "--authority", origin];
  };
  return {
    folder,
    get graph() {
      return started().graph;
    },
    get origin() {
      return started().origin;
    },
    get tenantUrl() {
      return started().tenantUrl;
    },
    get signIn() {
      return signIn();
    },
    createJob: () => createJob(started().graph, started().tenantUrl),
    run,
    provision: (command, ...args) => {
      const target = ["--target", started().tenantUrl, "--token-file", "token"];
      return run(command ?? "provision", "--source", "entra", ...signIn(), ...target, ...args);
    },
  };
}

async function start(options: GraphEmulatorOptions) {
  const graph = createGraphEmulator({ seed: 3, targetFetch: (request) => fetch(request), ...options });
  const graphServer = await listen(graph, { createServer, toNodeListener });
  const store = new MemoryStore();
  const handler = createScimHandler({
    basePath: "/scim/v2",
    profile: proxyclickProfile(),
    store,
    authenticate: bearerToken(SECRET_TOKEN),
  });
  const scimServer = await listen({ fetch: handler }, { createServer, toNodeListener });
  return {
    graph,
    origin: graphServer.origin,
    tenantUrl: `${scimServer.origin}/scim/v2`,
    close: () => Promise.all([graphServer.close(), scimServer.close()]),
  };
}

async function createJob(graph: GraphEmulator, tenantUrl: string): Promise<string> {
  const path = `/servicePrincipals/${graph.servicePrincipalId}/synchronization`;
  const token = graph.issueToken({ permissions: ["Synchronization.ReadWrite.All"] });
  const call = async (method: string, below: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await graph.fetch(`${graph.root}/v1.0${path}${below}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${below}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? {} : response.json();
  };
  const credentials = [
    { key: "BaseAddress", value: tenantUrl },
    { key: "SecretToken", value: SECRET_TOKEN },
  ];
  await call("PUT", "/secrets", { value: credentials });
  const templates = await call("GET", "/templates");
  const [template] = Array.isArray(templates["value"]) ? templates["value"] : [];
  const { id } = await call("POST", "/jobs", { templateId: template?.id });
  graph.journal.clear();
  return `${path}/jobs/${String(id)}`;
}
