/** The provisioning jobs of an application, and their paths. */
import { EntraApplicationError } from "../../errors.ts";
import type { GraphClient } from "../graph/graph-client.ts";
import type { FoundApplication } from "./find-application.ts";
import { type JsonObject, memberObject, objectOf, objectsIn, stringIn } from "./json-values.ts";

/** An application whose provisioning is called. */
export interface ProvisionedApplication {
  readonly client: GraphClient;
  readonly application: FoundApplication;
  /** Id of the job, where the caller names it. */
  readonly jobId: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A job, as Graph returns it. */
export interface FoundJob {
  readonly id: string;
  readonly templateId: string;
  /** `status.code`. */
  readonly code: string;
  /** `schedule.state`. */
  readonly state: string;
  readonly body: JsonObject;
}

/** The path of the synchronization of an application. */
export function synchronizationPath({ id }: FoundApplication): string {
  return `/servicePrincipals/${encodeURIComponent(id)}/synchronization`;
}

/** The path of a job. */
export function jobPath(application: FoundApplication, jobId: string): string {
  return `${synchronizationPath(application)}/jobs/${encodeURIComponent(jobId)}`;
}

/**
 * Finds the job of an application.
 *
 * @throws EntraApplicationError `job_not_found` or `ambiguous_job`.
 */
export async function requireJob(access: ProvisionedApplication): Promise<FoundJob> {
  const job = await findJob(access);
  if (job !== undefined) return job;
  const { displayName } = access.application;
  throw new EntraApplicationError(
    "job_not_found",
    `The enterprise application ${JSON.stringify(displayName)} has no provisioning job. Apply a desired state to create one.`,
  );
}

/**
 * Finds the job of an application; undefined when it has none.
 *
 * @throws EntraApplicationError `job_not_found` for a job that was named, `ambiguous_job` for several.
 */
export async function findJob(access: ProvisionedApplication): Promise<FoundJob | undefined> {
  const jobs = await listJobs(access);
  const names = jobs.map(({ id }) => id);
  if (access.jobId !== undefined) {
    const named = jobs.find(({ id }) => id === access.jobId);
    if (named !== undefined) return named;
    throw new EntraApplicationError("job_not_found", `There is no provisioning job ${access.jobId}.`, names);
  }
  if (jobs.length <= 1) return jobs[0];
  throw new EntraApplicationError(
    "ambiguous_job",
    `The application has ${jobs.length} jobs. Name one by its id.`,
    names,
  );
}

async function listJobs({ client, application, signal }: ProvisionedApplication): Promise<readonly FoundJob[]> {
  const jobs: FoundJob[] = [];
  const path = `${synchronizationPath(application)}/jobs`;
  for await (const { value } of client.pages(path, { signal, feature: "read_synchronization" })) {
    jobs.push(...value.map(toJob));
  }
  return jobs;
}

/** Reads a job as Graph returns it. */
function toJob(body: unknown): FoundJob {
  const job = objectOf(body);
  return {
    id: stringIn(job, "id"),
    templateId: stringIn(job, "templateId"),
    code: stringIn(memberObject(job, "status") ?? {}, "code"),
    state: stringIn(memberObject(job, "schedule") ?? {}, "state"),
    body: job,
  };
}

/** A synchronization template of an application. */
export interface FoundTemplate {
  readonly id: string;
  readonly isDefault: boolean;
  /** Whether the connector signs in with OAuth, which needs the consent of an administrator in a browser. */
  readonly usesOAuth: boolean;
}

/** Returns the synchronization templates of an application; none while it is not replicated. */
export async function listTemplates({
  client,
  application,
  signal,
}: ProvisionedApplication): Promise<readonly FoundTemplate[]> {
  const path = `${synchronizationPath(application)}/templates`;
  const body = await client.get(path, { signal, feature: "read_synchronization" });
  return objectsIn(objectOf(body), "value").map((template) => ({
    id: stringIn(template, "id"),
    isDefault: template["default"] === true,
    usesOAuth: objectsIn(template, "metadata").some(
      (entry) => entry["key"] === "IsOAuthEnabled" && String(entry["value"]).toLowerCase() === "true",
    ),
  }));
}

/**
 * The template that jobs are created from: the default one, or the only one.
 *
 * @throws EntraApplicationError `template_not_found` or `ambiguous_template`.
 */
export function defaultTemplate(templates: readonly FoundTemplate[], { displayName }: FoundApplication): FoundTemplate {
  const template = templates.find(({ isDefault }) => isDefault) ?? (templates.length === 1 ? templates[0] : undefined);
  if (template !== undefined) return template;
  const name = JSON.stringify(displayName);
  if (templates.length === 0)
    throw new EntraApplicationError("template_not_found", `The application ${name} does not support provisioning.`);
  const ids = templates.map(({ id }) => id);
  throw new EntraApplicationError("ambiguous_template", `The application ${name} has several templates.`, ids);
}
