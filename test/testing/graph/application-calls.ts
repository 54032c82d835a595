/** Calls of the synchronization of an enterprise application in the emulator of Microsoft Graph. */
import { createGraphEmulator, type GraphEmulator, type GraphEmulatorOptions } from "../../../src/testing/index.ts";
import { type Answer, type CallSettings, call, failure, items, message, objectOf } from "./graph-calls.ts";

/** Permissions that the synchronization API and the reports need. */
export const PERMISSIONS = [
  "Application.ReadWrite.OwnedBy",
  "Synchronization.ReadWrite.All",
  "AppRoleAssignment.ReadWrite.All",
  "Application.Read.All",
  "AuditLog.Read.All",
];

/** A tenant URL and a token that the emulator accepts as long as it has no fetch for them. */
export const CREDENTIALS = [
  { key: "BaseAddress", value: "https://api.proxyclick.com/scim/v1" },
  { key: "SecretToken", value: "secret" },
];

/** An application whose synchronization is called. */
export interface EmulatedApplication {
  readonly graph: GraphEmulator;
  /** Object id of the service principal. */
  readonly id: string;
  /** Calls a path below the synchronization of the service principal. */
  readonly call: (method: string, path: string, body?: unknown, settings?: CallSettings) => Promise<Answer>;
}

/** Creates an emulator with an application. */
export function createApplication(
  options: GraphEmulatorOptions = {},
  template: "gallery" | "custom" = "gallery",
): EmulatedApplication {
  const graph = createGraphEmulator({ permissions: PERMISSIONS, ...options });
  const { servicePrincipalId: id } = graph.applications.create({ displayName: "Visitors", template });
  return {
    graph,
    id,
    call: (method, path, body, settings) =>
      call(graph, `/servicePrincipals/${id}/synchronization${path}`, { method, body, ...settings }),
  };
}

/** An application with credentials and a job. */
export interface ConfiguredApplication extends EmulatedApplication {
  /** Path of the job below the synchronization. */
  readonly job: string;
}

/** Creates an application with credentials and a job that was never started. */
export async function createJob(
  options: GraphEmulatorOptions = {},
  credentials: readonly unknown[] = CREDENTIALS,
  from: "gallery" | "custom" = "gallery",
): Promise<ConfiguredApplication> {
  const application = createApplication(options, from);
  await application.call("PUT", "/secrets", { value: credentials });
  const [template] = items(await application.call("GET", "/templates"));
  const created = await application.call("POST", "/jobs", { templateId: template?.["id"] });
  return { ...application, job: `/jobs/${String(created.body["id"])}` };
}

/** The code of the synchronization service in the message of an error, with the status. */
export function innerFailure(answer: Answer): string {
  const inner: unknown = JSON.parse(message(answer));
  return `${failure(answer)} ${String(objectOf(inner)["code"])}`;
}
