/** What the service says of itself, read once; the checks adapt to it. */
import { ScimRequestError } from "../../errors.ts";
import { isObject } from "../../internal/values.ts";
import { PROXYCLICK_USER_ATTRIBUTES } from "../../profile/index.ts";
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  LIST_RESPONSE,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_SCHEMA,
} from "../../urns.ts";
import { type Body, objectsOf, resourcesOf, type ServiceResponse, stringOf, valueAt } from "./exchange.ts";
import { hasSchema } from "./expect.ts";
import type { ConformanceProfile, Feature } from "./profile.ts";

/** Asks the service for a document. */
export type GetDocument = (path: string) => Promise<ServiceResponse>;

/** The discovery documents with what they mean for the checks. */
export interface Discovery {
  /** Answer of `/ServiceProviderConfig`. */
  readonly config: ServiceResponse;
  /** Answer of `/ResourceTypes`. */
  readonly resourceTypes: ServiceResponse;
  /** Answer of `/Schemas`. */
  readonly schemas: ServiceResponse;
  /** Path of the users, such as `/Users`. */
  readonly usersPath: string;
  /** Path of the groups, whether or not the service has any. */
  readonly groupsPath: string;
  /** Features that the service has. */
  readonly features: ReadonlySet<Feature>;
  /** Whether a user has an attribute, such as `title` or `name.givenName`. */
  hasAttribute(path: string): boolean;
}

/**
 * Reads the discovery documents, and sees whether the service takes the credentials and speaks SCIM at all.
 *
 * @throws ScimRequestError `unauthorized` or `forbidden` for refused credentials, `not_scim` for anything but a SCIM service.
 */
export async function discover(get: GetDocument, profile: ConformanceProfile): Promise<Discovery> {
  const config = await get("/ServiceProviderConfig");
  requireCredentials(config);
  const resourceTypes = await get("/ResourceTypes");
  const schemas = await get("/Schemas");
  const types = resourcesOf(resourceTypes);
  const users = endpointOf(types, USER_SCHEMA) ?? "/Users";
  const page = await get(`${users}?startIndex=1&count=1`);
  requireCredentials(page);
  if (!hasSchema(page, LIST_RESPONSE) && !hasSchema(config, SERVICE_PROVIDER_CONFIG_SCHEMA)) throw notScim(page);
  const groups = endpointOf(types, GROUP_SCHEMA);
  return {
    config,
    resourceTypes,
    schemas,
    usersPath: users,
    groupsPath: groups ?? "/Groups",
    features: featuresOf(config.body, groups !== undefined),
    hasAttribute: attributeTest(resourcesOf(schemas), types, profile),
  };
}

function requireCredentials(response: ServiceResponse): void {
  if (response.status !== 401 && response.status !== 403) return;
  throw discoveryError(
    response,
    response.status === 401 ? "unauthorized" : "forbidden",
    "the service refuses the credentials",
  );
}

function notScim(response: ServiceResponse): ScimRequestError {
  return discoveryError(
    response,
    "not_scim",
    "the answer is not SCIM; expected the base URL of a SCIM service, without /Users",
  );
}

function discoveryError(
  { request, status }: ServiceResponse,
  code: "unauthorized" | "forbidden" | "not_scim",
  problem: string,
): ScimRequestError {
  const [path = ""] = request.path.split("?");
  return new ScimRequestError(`${request.method} ${path}: ${problem} (${status})`, {
    code,
    method: request.method,
    path,
    status,
    attempts: 1,
  });
}

function endpointOf(types: readonly Body[], schema: string): string | undefined {
  const type = types.find((document) => stringOf(document["schema"]).toLowerCase() === schema.toLowerCase());
  const endpoint = stringOf(type?.["endpoint"]);
  if (endpoint === "") return undefined;
  // RFC 7643 §6: relative to the base URL. Some write a whole URL, whose last part is meant then.
  const path = `/${endpoint.split("/").findLast((part) => part !== "") ?? ""}`;
  return /^\/[\w.~-]+$/.test(path) ? path : undefined;
}

function featuresOf(config: Body, hasGroups: boolean): ReadonlySet<Feature> {
  const features = new Set<Feature>();
  const isKnown = Object.hasOwn(config, "patch");
  for (const name of ["patch", "bulk", "filter", "sort", "etag", "changePassword"] as const) {
    if (valueAt(config, `${name}.supported`) === true) features.add(name);
  }
  if (valueAt(config, "pagination.cursor") === true) features.add("cursor");
  if (hasGroups) features.add("groups");
  // A service without the document is tried with what nearly all of them have.
  return isKnown ? features : new Set<Feature>([...features, "patch", "filter"]);
}

function attributeTest(
  schemas: readonly Body[],
  types: readonly Body[],
  profile: ConformanceProfile,
): (path: string) => boolean {
  const kept = new Set(PROXYCLICK_USER_ATTRIBUTES.flatMap(withParents));
  const described = describedAttributes(schemas, types);
  return (path) => {
    const name = path.toLowerCase();
    if (profile === "proxyclick" && !kept.has(name)) return false;
    return described === undefined || described.has(name) || COMMON.has(name);
  };
}

/** RFC 7643 §3.1: attributes that need not stand in a schema. */
const COMMON: ReadonlySet<string> = new Set(["id", "externalid", "meta", "schemas"]);

function withParents(path: string): readonly string[] {
  const name = path.toLowerCase();
  const [parent = name] = name.split(".");
  return [parent, name];
}

/** Names of a user's attributes in lower case; undefined when the service does not tell. */
function describedAttributes(schemas: readonly Body[], types: readonly Body[]): ReadonlySet<string> | undefined {
  const user = schemas.find(({ id }) => id === USER_SCHEMA);
  if (user === undefined) return undefined;
  const names = new Set(attributeNames(user, ""));
  const extensions = types.flatMap((type) => objectsOf(type, "schemaExtensions")).map(({ schema }) => schema);
  if (extensions.includes(ENTERPRISE_USER_SCHEMA)) {
    const enterprise = schemas.find(({ id }) => id === ENTERPRISE_USER_SCHEMA);
    const prefix = `${ENTERPRISE_USER_SCHEMA.toLowerCase()}:`;
    for (const name of enterprise === undefined ? [] : attributeNames(enterprise, prefix)) names.add(name);
  }
  return names;
}

function attributeNames(schema: Body, prefix: string): readonly string[] {
  return objectsOf(schema, "attributes").flatMap((attribute) => {
    const name = prefix + stringOf(attribute["name"]).toLowerCase();
    const parts = objectsOf(attribute, "subAttributes").filter(isObject);
    return [name, ...parts.map((part) => `${name}.${stringOf(part["name"]).toLowerCase()}`)];
  });
}
