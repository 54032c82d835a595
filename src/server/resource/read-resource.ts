/**
 * Turns a request body into a resource that may be stored: normalized, valid, and within the limitations of the
 * service.
 */
import { ServiceLimitationError } from "../../errors.ts";
import { deepEqual } from "../../internal/values.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { normalizeResource } from "../../models/normalize.ts";
import { assertValueTypes } from "../../models/resource-type.ts";
import { applyPatch } from "../../patch/index.ts";
import { enforceLimitations } from "../../profile/index.ts";
import type { Service } from "../exchange/exchange.ts";
import { includesSchema, type JsonBody, readSchemas, requireSchema } from "../http/json-body.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import { rejectLongLists } from "./list-limit.ts";
import { patchOptionsOf } from "./patch-options.ts";

/**
 * Reads the resource that a POST or PUT sends.
 *
 * @param before - the resource that is replaced; undefined on create.
 * @throws ScimError 400 for a body that is not a valid resource of the type or that a limitation of the service
 * rejects.
 */
export function readResourceBody(
  body: JsonBody,
  before: JsonObject | undefined,
  kind: ResourceKind,
  service: Service,
): JsonObject {
  const { type, aliases } = kind;
  requireSchema(body, [type.schema, ...aliases]);
  const normalized = readForms(body, kind, service);
  rejectLongLists(normalized, before, kind, service.profile.limits);
  const writable = kind.applyMutability(normalized, before);
  // A limitation would take a userName that is a number for a missing one.
  if (service.profile.limitations.length > 0) assertValueTypes(writable, type);
  // Before validation: a limitation may fill in what the type requires, as Proxyclick takes userName from the work
  // email.
  const resource = applyLimitations(writable, before, service);
  type.validate(resource);
  kind.rejectBlankStrings(resource, before);
  const normalElements = kind.normalizeElements(resource);
  const schemas = schemasOf(resource, kind, readSchemas(body));
  return deepEqual(normalElements["schemas"], schemas) ? normalElements : { ...normalElements, schemas };
}

/** The resource in the forms that the service accepts, which are those of PATCH. */
function readForms(body: JsonBody, { type, aliases }: ResourceKind, { profile }: Service): JsonObject {
  const leniency = profile.patchLeniency ?? "identityProviders";
  const normalized = normalizeResource(body, type, { schemaAliases: aliases, leniency });
  // Keys such as `emails[type eq "work"].value` describe an element of a list; a normal resource has none.
  if (leniency === "none" || normalized === body) return normalized;
  const paths = Object.entries(body).filter(([name]) => name.includes("["));
  if (paths.length === 0) return normalized;
  return applyPatch(normalized, [{ op: "add", value: Object.fromEntries(paths) }], type, patchOptionsOf(profile));
}

/**
 * Enforces the limitations of the service: a resource that violates one is repaired where the limitation can, and
 * rejected otherwise.
 *
 * @throws ServiceLimitationError for the first violation that remains.
 */
export function applyLimitations(resource: JsonObject, before: JsonObject | undefined, service: Service): JsonObject {
  const { profile, normalizePhone } = service;
  if (profile.limitations.length === 0) return resource;
  const { resource: repaired, violations } = enforceLimitations(profile.limitations, resource, {
    before,
    normalizePhone,
  });
  const [violation] = violations;
  if (violation === undefined) return repaired;
  throw new ServiceLimitationError(violation.code, violation.path, `${violation.path}: ${violation.message}`);
}

/**
 * The schemas of which the resource has values. A client that uses an alias gets its own URN back: an assumption,
 * because nothing about it is published.
 */
function schemasOf(resource: JsonObject, { type, aliases }: ResourceKind, sent: readonly unknown[]): readonly string[] {
  const alias = includesSchema(sent, type.schema) ? undefined : aliases.find((urn) => includesSchema(sent, urn));
  const extensions = type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(resource, urn));
  return [alias ?? type.schema, ...extensions];
}
