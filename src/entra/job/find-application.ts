/** Finds an enterprise application by id or name. */
import { EntraApplicationError, isGraphRequestError } from "../../errors.ts";
import { canonicalId, isGuid } from "../../internal/object-id.ts";
import { isObject, readProperty } from "../../internal/values.ts";
import type { GraphClient } from "../graph/graph-client.ts";
import type { GraphCall } from "../graph/graph-options.ts";

/** An app role of an application. */
export interface AppRole {
  readonly id: string;
  readonly displayName: string;
  readonly value: string | undefined;
  readonly isEnabled: boolean;
  readonly allowedMemberTypes: readonly string[];
}

/** An enterprise application, as its service principal describes it. */
export interface FoundApplication {
  /** Object id of the service principal. */
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  /** Id of the gallery template that it was created from. */
  readonly templateId: string | undefined;
  readonly appRoles: readonly AppRole[];
}

/** What identifies an application. */
interface ApplicationKey {
  readonly servicePrincipalId?: string | undefined;
  readonly appId?: string | undefined;
  readonly displayName?: string | undefined;
}

const SELECT = "id,appId,displayName,applicationTemplateId,appRoles";
/** Number of applications that an error names. */
const MAX_CANDIDATES = 10;
/** Letters of a name by which similar names are found. */
const PREFIX_LENGTH = 3;

/**
 * Finds an application.
 *
 * @throws EntraApplicationError `application_not_found` or `ambiguous_application`, with the applications that may have
 *   been meant. TypeError without a key.
 */
export async function findApplication(
  client: GraphClient,
  key: ApplicationKey,
  signal: AbortSignal | undefined,
): Promise<FoundApplication> {
  const { servicePrincipalId, appId, displayName } = key;
  if (servicePrincipalId !== undefined) return findByObjectId(client, servicePrincipalId, signal);
  if (appId !== undefined) {
    const found = await readByAppId(client, appId, signal);
    if (found !== undefined) return found;
    throw notFound(`No enterprise application has the application (client) id ${appId}.`, []);
  }
  if (displayName === undefined)
    throw new TypeError("Name the enterprise application: servicePrincipalId, appId or displayName.");
  return only(client, displayName, await applicationsNamed(client, displayName, signal), signal);
}

/**
 * Finds an application by the object id of its service principal or by its application id.
 *
 * @throws EntraApplicationError `application_not_found`.
 */
export async function findByAnyId(
  client: GraphClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<FoundApplication> {
  const found = (await readByObjectId(client, id, signal)) ?? (await readByAppId(client, id, signal));
  if (found !== undefined) return found;
  throw notFound(`No enterprise application has the object id or application id ${id}.`, []);
}

/** Returns the applications with a name. */
export function applicationsNamed(
  client: GraphClient,
  displayName: string,
  signal: AbortSignal | undefined,
): Promise<readonly FoundApplication[]> {
  return listApplications(client, `displayName eq ${quoted(displayName)}`, signal);
}

/** Returns the applications that were created from a gallery template. */
export function applicationsOf(
  client: GraphClient,
  templateId: string,
  signal: AbortSignal | undefined,
): Promise<readonly FoundApplication[]> {
  return listApplications(client, `applicationTemplateId eq ${quoted(templateId)}`, signal);
}

/** The error for several applications of which one is meant. */
export function ambiguous(what: string, found: readonly FoundApplication[]): EntraApplicationError {
  return new EntraApplicationError(
    "ambiguous_application",
    `${found.length} enterprise applications have ${what}. Name one by its object id.`,
    found.map(describeApplication),
  );
}

/** A string literal of OData. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function describeApplication({ displayName, id }: FoundApplication): string {
  return `${displayName} (${id})`;
}

async function findByObjectId(
  client: GraphClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<FoundApplication> {
  const found = await readByObjectId(client, id, signal);
  if (found !== undefined) return found;
  const meant = await readByAppId(client, id, signal).catch(() => undefined);
  const hint = meant === undefined ? "" : ` It is the application id of ${describeApplication(meant)}.`;
  throw notFound(`No enterprise application has the object id ${id}.${hint}`, []);
}

async function only(
  client: GraphClient,
  displayName: string,
  found: readonly FoundApplication[],
  signal: AbortSignal | undefined,
): Promise<FoundApplication> {
  const [application, ...others] = found;
  if (application === undefined) {
    const prefix = displayName.trim().slice(0, PREFIX_LENGTH);
    const filter = `startswith(displayName,${quoted(prefix)})`;
    const similar = prefix === "" ? [] : await listApplications(client, filter, signal);
    const what = JSON.stringify(displayName);
    throw notFound(`No enterprise application has the name ${what}.`, similar.map(describeApplication));
  }
  if (others.length > 0) throw ambiguous(`the name ${JSON.stringify(displayName)}`, found);
  return application;
}

function notFound(message: string, candidates: readonly string[]): EntraApplicationError {
  return new EntraApplicationError("application_not_found", message, candidates);
}

function readByObjectId(
  client: GraphClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<FoundApplication | undefined> {
  return read(client, `/servicePrincipals/${encodeURIComponent(canonicalId(id))}`, signal);
}

/** Graph refuses a key that is not a GUID. */
async function readByAppId(
  client: GraphClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<FoundApplication | undefined> {
  if (!isGuid(id)) return undefined;
  return read(client, `/servicePrincipals(appId='${canonicalId(id)}')`, signal);
}

async function read(
  client: GraphClient,
  path: string,
  signal: AbortSignal | undefined,
): Promise<FoundApplication | undefined> {
  try {
    return toApplication(await client.get(path, { query: { $select: SELECT }, ...callOf(signal) }));
  } catch (error) {
    if (isGraphRequestError(error) && error.code === "not_found") return undefined;
    throw error;
  }
}

async function listApplications(
  client: GraphClient,
  filter: string,
  signal: AbortSignal | undefined,
): Promise<readonly FoundApplication[]> {
  const query = { $filter: filter, $select: SELECT, $top: String(MAX_CANDIDATES) };
  const found: FoundApplication[] = [];
  for await (const { value } of client.pages("/servicePrincipals", { query, ...callOf(signal) })) {
    found.push(...value.map(toApplication));
    if (found.length >= MAX_CANDIDATES) break;
  }
  return found;
}

function callOf(signal: AbortSignal | undefined): GraphCall {
  return { signal, feature: "read_application" };
}

/** Reads a service principal as Graph returns it. */
export function toApplication(body: unknown): FoundApplication {
  const principal = isObject(body) ? body : {};
  const roles = readProperty(principal, "appRoles");
  const templateId = stringOf(principal, "applicationTemplateId");
  return {
    // Old pages of Microsoft name it `objectId` in the response of instantiate.
    id: canonicalId(stringOf(principal, "id") || stringOf(principal, "objectId")),
    appId: stringOf(principal, "appId"),
    displayName: stringOf(principal, "displayName"),
    templateId: templateId === "" ? undefined : templateId,
    appRoles: Array.isArray(roles) ? roles.filter(isObject).map(toRole) : [],
  };
}

function toRole(role: object): AppRole {
  const types = readProperty(role, "allowedMemberTypes");
  const value = stringOf(role, "value");
  return {
    id: canonicalId(stringOf(role, "id")),
    displayName: stringOf(role, "displayName"),
    value: value === "" ? undefined : value,
    isEnabled: readProperty(role, "isEnabled") !== false,
    allowedMemberTypes: Array.isArray(types) ? types.map(String) : [],
  };
}

function stringOf(object: object, name: string): string {
  const value = readProperty(object, name);
  return typeof value === "string" ? value : "";
}
