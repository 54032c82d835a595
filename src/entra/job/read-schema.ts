/** Reads synchronization schemas. */
import { type FoundJob, jobPath, type ProvisionedApplication, synchronizationPath } from "./job-access.ts";
import { type JsonObject, objectOf } from "./json-values.ts";

/** Reads the schema of a job. */
export async function readJobSchema(
  { client, application, signal }: ProvisionedApplication,
  job: FoundJob,
): Promise<JsonObject> {
  const path = `${jobPath(application, job.id)}/schema`;
  return objectOf(await client.get(path, { signal, feature: "read_synchronization" }));
}

/** Path of the schema of a template, which new jobs get. */
export function templateSchemaPath({ application }: ProvisionedApplication, templateId: string): string {
  return `${synchronizationPath(application)}/templates/${encodeURIComponent(templateId)}/schema`;
}

/** Reads the schema of a template. */
export async function readTemplateSchema(access: ProvisionedApplication, templateId: string): Promise<JsonObject> {
  const { client, signal } = access;
  const path = templateSchemaPath(access, templateId);
  return objectOf(await client.get(path, { signal, feature: "read_synchronization" }));
}
