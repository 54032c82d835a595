/** Reads the discovery documents of a service, so that the checks can adapt to it. */
import { ScimRequestError } from "../../errors.ts";
import { isObject } from "../../internal/values.ts";
import { PROXYCLICK_USER_ATTRIBUTES } from "../../profile/proxyclick-profile.ts";
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
import { type FillRequired, requiredFiller, requiredNames } from "./required-attributes.ts";

/** Reads a document from the service. */
export type GetDocument = (path: string) => Promise<ServiceResponse>;

/** The discovery documents and what they mean for the checks. */
export interface Discovery {
  /** The response of `/ServiceProviderConfig`. */
  readonly config: ServiceResponse;
  /** The response of `/ResourceTypes`. */
  readonly resourceTypes: ServiceResponse;
  /** The response of `/Schemas`. */
  readonly schemas: ServiceResponse;
  /** Endpoint of the users, such as `/Users`. */
  readonly usersPath: string;
  /** Endpoint of the groups, whether or not the service has any. */
  readonly groupsPath: string;
  /** Features that the service has. */
  readonly features: ReadonlySet<Feature>;
  /** Adds the attributes that the schemas require of a user. */
  readonly fillRequired: FillRequired;
  /** Names of the attributes that the core schema requires of a user, in lower case. */
  readonly required: ReadonlySet<string>;
  /** Whether a user has an attribute, such as `title` or `name.givenName`. */
  hasAttribute(path: string): boolean;
}

/**
 * Reads the discovery documents and makes sure that the service accepts the credentials and speaks SCIM.
 *
 * @throws ScimRequestError `unauthorized` or `forbidden` for rejected credentials, `not_scim` for anything but a SCIM
 * service.
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
    fillRequired: requiredFiller(resourcesOf(schemas), types),
    required: requiredNames(resourcesOf(schemas)),
    hasAttribute: attributeTest(resourcesOf(schemas), types, profile),
  };
}

function requireCredentials(response: ServiceResponse): void {
  if (response.status !== 401 && response.status !== 403) return;
  throw discoveryError(
    response,
    response.status === 401 ? "unauthorized" : "forbidden",
    "the service rejects the credentials",
  );
}

function notScim(response: ServiceResponse): ScimRequestError {
  return discoveryError(
    response,
    "not_scim",
    "the response is not SCIM; expected the base URL of a SCIM service, without /Users",
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
    requestPath: path,
    status,
    attempts: 1,
  });
}

function endpointOf(types: readonly Body[], schema: string): string | undefined {
  const type = types.find((document) => stringOf(document["schema"]).toLowerCase() === schema.toLowerCase());
  const endpoint = stringOf(type?.["endpoint"]);
  if (endpoint === "") return undefined;
  // RFC 7643 §6: relative to the base URL. Some services write a complete URL; its last segment is the endpoint.
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
  // Without the document, assume the features that nearly every service has.
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

/** RFC 7643 §3.1: common attributes, which need not be in a schema. */
const COMMON: ReadonlySet<string> = new Set(["id", "externalid", "meta", "schemas"]);

function withParents(path: string): readonly string[] {
  const name = path.toLowerCase();
  const [parent = name] = name.split(".");
  return [parent, name];
}

/** Names of a user's attributes in lower case; undefined when the service does not describe them. */
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
