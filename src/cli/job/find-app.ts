/** Finds the enterprise application that `--app` names, and the provisioning job that Microsoft Entra runs for it. */
import type { GraphClient } from "../../entra/index.ts";
import { type FoundApplication, findApplication, findByAnyId } from "../../entra/job/find-application.ts";
import { isEntraApplicationError, isGraphRequestError } from "../../errors.ts";
import { isGuid } from "../../internal/object-id.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";

/**
 * Finds an enterprise application.
 *
 * @param app - object id, application (client) id or name
 * @throws EntraApplicationError for an unknown or ambiguous application, with candidates.
 */
export function findApp({ signal }: Io, client: GraphClient, app: string): Promise<FoundApplication> {
  return isGuid(app) ? findByAnyId(client, app, signal) : findApplication(client, { displayName: app }, signal);
}

/**
 * Checks that an application has one of the names.
 *
 * @throws CommanderError with candidates when none has. EntraApplicationError for a name that several have.
 */
export async function requireAppNamed(io: Io, client: GraphClient, names: readonly string[]): Promise<void> {
  const problems: string[] = [];
  for (const name of names) {
    try {
      await findApp(io, client, name);
      return;
    } catch (error) {
      if (!isEntraApplicationError(error) || error.code !== "application_not_found") throw error;
      problems.push(error.message);
    }
  }
  throw usageError(`${problems[0]} To add an application with this name, give --template.`);
}

/**
 * Refuses to write while Entra's own job writes to the same accounts.
 *
 * @throws CommanderError when a job of the application is active.
 */
export async function requireIdleEntraJob(
  { stderr }: Io,
  client: GraphClient,
  { id, displayName }: FoundApplication,
  signal: AbortSignal,
): Promise<void> {
  const path = `/servicePrincipals/${encodeURIComponent(id)}/synchronization/jobs`;
  try {
    for await (const { value } of client.pages(path, { signal, feature: "read_synchronization" })) {
      if (value.some(isActive)) {
        throw usageError(
          `Entra's own provisioning job of ${JSON.stringify(displayName)} is active, and two writers would undo each other's changes: pause it with "entra pause --app ${id}", or pass --alongside`,
        );
      }
    }
  } catch (error) {
    if (!isGraphRequestError(error)) throw error;
    // Entra has no provisioning for this application.
    if (error.code === "not_found") return;
    if (error.code === "forbidden" || error.code === "unauthorized") {
      stderr.write("Whether Entra's own provisioning job is active cannot be read; --alongside skips this check.\n");
    }
    throw error;
  }
}

/** A job in quarantine still runs, only less often; its schedule says so. */
function isActive(job: Readonly<Record<string, unknown>>): boolean {
  return stateIn(job, "schedule", "state") === "Active" || stateIn(job, "status", "code") === "Active";
}

function stateIn(job: object, member: string, name: string): unknown {
  const value = readProperty(job, member);
  return isObject(value) ? readProperty(value, name) : undefined;
}
