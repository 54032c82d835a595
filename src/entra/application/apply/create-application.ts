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

/**
 * Creates an application, and waits until it and its templates for provisioning can be read.
 *
 * A request whose response was lost is not repeated: the application is looked for, because a second request would
 * create another one.
 */
export async function createApplication(
  client: GraphClient,
  { templateId, displayName }: { readonly templateId: string; readonly displayName: string },
  patience: Patience & {
    /** Called with the object id as soon as it is known. */
    readonly onCreated: (id: string) => void;
  },
): Promise<FoundApplication> {
  const { signal } = patience;
  const created = await instantiate(client, templateId, displayName, patience);
  patience.onCreated(created.id);
  const what = `the new application ${JSON.stringify(displayName)}`;
  const application = await untilReplicated(patience, what, () =>
    findApplication(client, { servicePrincipalId: created.id }, signal).catch(asMissing),
  );
  await untilReplicated(patience, `the templates for provisioning of ${what}`, async () => {
    const templates = await listTemplates({ client, application, jobId: undefined, signal });
    return templates.length > 0 ? templates : undefined;
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
