/** Creates an application from a gallery template ("applicationTemplate: instantiate"). */
import { isEntraApplicationError, isGraphRequestError } from "../../../errors.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import {
  applicationsNamed,
  type FoundApplication,
  findApplication,
  toApplication,
} from "../../job/find-application.ts";
import { listTemplates } from "../../job/job-access.ts";
import { objectOf } from "../../job/json-values.ts";
import { type Patience, untilReplicated } from "./replication.ts";

/** An application to create. */
interface NewApplication {
  readonly templateId: string;
  readonly displayName: string;
}

/**
 * Creates an application; returns its object id.
 *
 * A request whose response was lost is not repeated: the application is looked for, because a second request would
 * create another one.
 */
export async function createApplication(
  client: GraphClient,
  { templateId, displayName }: NewApplication,
  patience: Patience,
): Promise<string> {
  return (await instantiate(client, templateId, displayName, patience)).id;
}

/**
 * Waits until a new application and its templates for provisioning can be read, and until lists have it: the next plan
 * looks for it by its name.
 */
export async function awaitApplication(
  client: GraphClient,
  servicePrincipalId: string,
  displayName: string,
  patience: Patience,
): Promise<FoundApplication> {
  const { signal } = patience;
  const what = `the new application ${JSON.stringify(displayName)}`;
  const application = await untilReplicated(patience, what, () =>
    findApplication(client, { servicePrincipalId }, signal).catch(asMissing),
  );
  await untilReplicated(patience, `the templates for provisioning of ${what}`, async () => {
    const templates = await listTemplates({ client, application, jobId: undefined, signal });
    return templates.length > 0 ? templates : undefined;
  });
  await untilReplicated(patience, `the name of ${what}`, async () => {
    const named = await applicationsNamed(client, displayName, signal);
    return named.some(({ id }) => id === application.id) || named.length > 1 || undefined;
  });
  return application;
}

async function instantiate(
  client: GraphClient,
  templateId: string,
  displayName: string,
  patience: Patience,
): Promise<FoundApplication> {
  const { signal } = patience;
  const path = `/applicationTemplates/${encodeURIComponent(templateId)}/instantiate`;
  try {
    const body = await client.post(path, { displayName }, { signal, feature: "create_application" });
    return toApplication(objectOf(body)["servicePrincipal"]);
  } catch (error) {
    if (!isGraphRequestError(error) || !error.mayHaveTakenEffect) throw error;
    return untilReplicated(patience, `the application ${JSON.stringify(displayName)}`, async () => {
      const found = await applicationsNamed(client, displayName, signal);
      return found.find((each) => each.templateId === templateId);
    });
  }
}

/** @throws any error but that of an application that is not found yet. */
function asMissing(error: unknown): undefined {
  if (isEntraApplicationError(error) && error.code === "application_not_found") return undefined;
  throw error;
}
