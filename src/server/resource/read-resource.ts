/** From a body that a client sent to a resource that may be stored: canonical, valid, and within the rules of the service. */
import { ServiceLimitationError } from "../../errors.ts";
import type { JsonObject } from "../../models/attribute-tree.ts";
import { normalizeResource } from "../../models/normalize.ts";
import { enforceLimitations } from "../../profile/index.ts";
import type { Service } from "../exchange/exchange.ts";
import { type JsonBody, namesSchema, requireSchema, schemasIn } from "../http/json-body.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";

/**
 * Makes the resource that a POST or PUT asks for.
 *
 * @param before - the resource that is replaced; undefined on create.
 * @throws ScimError 400 for a body that is no valid resource of the type or that the service's rules forbid.
 */
export function readResource(
  body: JsonBody,
  before: JsonObject | undefined,
  kind: ResourceKind,
  service: Service,
): JsonObject {
  const { type, aliases, guard, settleElements, requireText } = kind;
  requireSchema(body, [type.schema, ...aliases]);
  const input = normalizeResource(body, type, { schemaAliases: aliases });
  // The rules come first: one of them may fill in what the type requires, as Proxyclick takes the user name from the work e-mail.
  const ruled = applyRules(guard(input, before), before, service);
  type.validate(ruled);
  requireText(ruled, before);
  return { ...settleElements(ruled), schemas: schemasOf(ruled, kind, schemasIn(body)) };
}

/**
 * Brings a resource under the rules of the service: mended where a rule can, refused where not.
 *
 * @throws ServiceLimitationError for the first rule that stays broken.
 */
export function applyRules(resource: JsonObject, before: JsonObject | undefined, service: Service): JsonObject {
  const { profile, normalizePhone } = service;
  if (profile.limitations.length === 0) return resource;
  const { resource: mended, violations } = enforceLimitations(profile.limitations, resource, {
    before,
    normalizePhone,
  });
  const [violation] = violations;
  if (violation === undefined) return mended;
  throw new ServiceLimitationError(violation.code, violation.path, `${violation.path}: ${violation.message}`);
}

/** The schemas that the resource has values of. A client that writes in another dialect gets its own URN back: an assumption, for nothing is published. */
function schemasOf(
  resource: JsonObject,
  { type, aliases }: ResourceKind,
  named: readonly unknown[],
): readonly string[] {
  const alias = namesSchema(named, type.schema) ? undefined : aliases.find((urn) => namesSchema(named, urn));
  const extensions = type.extensions.map(({ urn }) => urn).filter((urn) => Object.hasOwn(resource, urn));
  return [alias ?? type.schema, ...extensions];
}
