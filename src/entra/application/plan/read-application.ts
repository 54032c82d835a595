/** Reads an application as far as a desired state concerns it. */
import { isGraphRequestError } from "../../../errors.ts";
import {
  ambiguous,
  applicationsNamed,
  applicationsOf,
  type FoundApplication,
  findApplication,
  findByAnyId,
} from "../../job/find-application.ts";
import {
  defaultTemplate,
  type FoundJob,
  type FoundTemplate,
  findJob,
  listTemplates,
  type ProvisionedApplication,
  synchronizationPath,
} from "../../job/job-access.ts";
import { type JsonObject, objectOf, objectsIn, stringIn } from "../../job/json-values.ts";
import { readJobSchema, readTemplateSchema } from "../../job/read-schema.ts";
import type { DesiredApplication } from "./desired-types.ts";
import { findGalleryTemplate } from "./find-template.ts";
import { type CurrentAssignment, readAssignments } from "./plan-assignments.ts";
import type { StoredSettings } from "./plan-settings.ts";
import type { PlanningContext } from "./planning-context.ts";

/** An application that does not exist yet. */
export interface MissingApplication {
  readonly templateId: string;
  readonly displayName: string;
}

/** An application as it is, as far as a desired state concerns it. */
export interface CurrentApplication {
  readonly application: FoundApplication;
  readonly job: FoundJob | undefined;
  /** The template for a new job; undefined when there is a job. */
  readonly template: FoundTemplate | undefined;
  readonly settings: StoredSettings;
  /** The schema of the job, or of the template; undefined when the mapping is not desired. */
  readonly schema: JsonObject | undefined;
  readonly assignments: readonly CurrentAssignment[];
}

/**
 * Finds the application of a desired state: by the selector of the object, by id, by name, or by its gallery template.
 *
 * @throws EntraApplicationError when it is ambiguous, when an id is not found, and for the template.
 */
export async function locateApplication(
  { client, selector, signal }: PlanningContext,
  { application: desired = {} }: DesiredApplication,
): Promise<FoundApplication | MissingApplication> {
  const { servicePrincipalId, appId } = selector;
  if (servicePrincipalId !== undefined || appId !== undefined) return findApplication(client, selector, signal);
  if (desired.id !== undefined) return findByAnyId(client, desired.id, signal);
  // An application that was renamed has the desired name.
  const names = [selector.displayName, desired.displayName].filter((name) => name !== undefined);
  for (const name of names) {
    const found = await applicationsNamed(client, name, signal);
    if (found.length > 1) throw ambiguous(`the name ${JSON.stringify(name)}`, found);
    if (found[0] !== undefined) return found[0];
  }
  const displayName = names.at(-1);
  const template = await findGalleryTemplate(client, desired.template, signal);
  // Without a name, the only application of the template is meant.
  const found = displayName === undefined ? await applicationsOf(client, template.id, signal) : [];
  if (found.length > 1) throw ambiguous(`the template ${JSON.stringify(template.displayName)}`, found);
  return found[0] ?? { templateId: template.id, displayName: displayName ?? template.displayName };
}

/** Reads what the desired state concerns, and no more. */
export async function readApplication(
  { client, selector, signal }: PlanningContext,
  desired: DesiredApplication,
  application: FoundApplication,
): Promise<CurrentApplication> {
  const access = { client, application, jobId: selector.jobId, signal };
  const { provisioning, assignments } = desired;
  const job = provisioning === undefined ? undefined : await findJob(access);
  const template =
    provisioning === undefined || job !== undefined
      ? undefined
      : defaultTemplate(await listTemplates(access), application);
  return {
    application,
    job,
    template,
    settings: provisioning === undefined ? undefined : await readSettings(access),
    schema: provisioning?.mapping === undefined ? undefined : await readSchema(access, job, template),
    assignments: assignments === undefined ? [] : await readAssignments(client, application, signal),
  };
}

async function readSchema(
  access: ProvisionedApplication,
  job: FoundJob | undefined,
  template: FoundTemplate | undefined,
): Promise<JsonObject | undefined> {
  if (job !== undefined) return readJobSchema(access, job);
  return template === undefined ? undefined : readTemplateSchema(access, template.id);
}

/** Reading the secrets works, but is not documented: without it, nothing is known about them. */
async function readSettings({ client, application, signal }: ProvisionedApplication): Promise<StoredSettings> {
  try {
    const path = `${synchronizationPath(application)}/secrets`;
    const body = objectOf(await client.get(path, { signal, feature: "read_synchronization" }));
    return new Map(objectsIn(body, "value").map((pair) => [stringIn(pair, "key"), stringIn(pair, "value")]));
  } catch (error) {
    if (isGraphRequestError(error) && (error.status === 404 || error.status === 405)) return undefined;
    throw error;
  }
}
