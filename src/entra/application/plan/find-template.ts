/** Finds a template of the application gallery ("List applicationTemplates"). */
import { EntraApplicationError, isGraphRequestError } from "../../../errors.ts";
import { isGuid } from "../../../internal/object-id.ts";
import type { GraphClient } from "../../graph/graph-client.ts";
import { quoted } from "../../job/find-application.ts";
import { type JsonObject, objectOf, stringIn } from "../../job/json-values.ts";

/** Id of the template of applications outside the gallery, the same in every tenant. */
const CUSTOM_TEMPLATE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";
const DEFAULT_TEMPLATE = "Proxyclick";
const MAX_CANDIDATES = 10;

/** A template of the gallery. */
export interface GalleryTemplate {
  readonly id: string;
  readonly displayName: string;
}

/**
 * Finds a template by name or id.
 *
 * @param template - `custom` for applications outside the gallery; `Proxyclick` by default
 * @throws EntraApplicationError `template_not_found` or `ambiguous_template`.
 */
export async function findGalleryTemplate(
  client: GraphClient,
  template: string = DEFAULT_TEMPLATE,
  signal: AbortSignal | undefined,
): Promise<GalleryTemplate> {
  if (template.toLowerCase() === "custom") return { id: CUSTOM_TEMPLATE, displayName: "Custom" };
  const found = isGuid(template)
    ? await readTemplate(client, template, signal)
    : await listTemplates(client, `displayName eq ${quoted(template)}`, signal);
  const [only, ...others] = found;
  const name = JSON.stringify(template);
  if (only === undefined) {
    const similar = isGuid(template)
      ? []
      : await listTemplates(client, `contains(displayName,${quoted(template.slice(0, 4))})`, signal);
    throw new EntraApplicationError("template_not_found", `The gallery has no template ${name}.`, names(similar));
  }
  if (others.length > 0) {
    const message = `The gallery has ${found.length} templates ${name}. Name one by its id.`;
    throw new EntraApplicationError("ambiguous_template", message, names(found));
  }
  if (!supportsProvisioning(only))
    throw new EntraApplicationError(
      "template_not_found",
      `The gallery template ${name} does not support provisioning.`,
    );
  return { id: stringIn(only, "id"), displayName: stringIn(only, "displayName") };
}

function supportsProvisioning(template: JsonObject): boolean {
  const types = template["supportedProvisioningTypes"];
  return !Array.isArray(types) || types.includes("sync");
}

function names(templates: readonly JsonObject[]): readonly string[] {
  return templates.map((template) => `${stringIn(template, "displayName")} (${stringIn(template, "id")})`);
}

async function readTemplate(
  client: GraphClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<readonly JsonObject[]> {
  try {
    return [objectOf(await client.get(`/applicationTemplates/${id.trim()}`, { signal }))];
  } catch (error) {
    if (isGraphRequestError(error) && error.code === "not_found") return [];
    throw error;
  }
}

async function listTemplates(
  client: GraphClient,
  filter: string,
  signal: AbortSignal | undefined,
): Promise<readonly JsonObject[]> {
  const query = { $filter: filter, $top: String(MAX_CANDIDATES) };
  return (await client.page("/applicationTemplates", { query, signal })).value;
}
