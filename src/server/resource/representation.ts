/**
 * Represents resources to a client: with location, groups and references, without what is not returned, and with the
 * headers that go with it.
 */
import { ScimError } from "../../errors.ts";
import type { Awaitable } from "../../internal/awaitable.ts";
import { WorkBreaks } from "../../internal/work-breaks.ts";
import type { Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonList } from "../../models/json.ts";
import { baseUrlOf, contextOmitting, type Exchange } from "../exchange/exchange.ts";
import { computeGroups, withReferences } from "../groups/group-membership.ts";
import { type JsonPart, joinList } from "../http/join-list.ts";
import type { JsonContent, ScimResponse } from "../http/messages.ts";
import { serializedResponse } from "../http/respond.ts";
import type { ResourceKind } from "../resource-type/compile-kinds.ts";
import type { Projector } from "../resource-type/projection.ts";
import { EncodedDocument, mentionsAny } from "../store/encoded-document.ts";
import { etagHeader, metaOf } from "../store/meta.ts";
import type { StoreContext, StoredDocument } from "../store/store.ts";

/**
 * The projection that the parameters of a request ask for. Operations compute it before they write, because it throws
 * for contradictory parameters.
 *
 * @param specified - paths of the attributes returned on request that the request wrote.
 */
export function projectorFor(
  { service, parameters }: Exchange,
  { projection }: ResourceKind,
  specified: readonly string[] = [],
): Projector {
  if (parameters.size === 0 && specified.length === 0) return projection.byDefault;
  const { filterLength } = service.profile.limits;
  const namesIn = (parameter: string): string | undefined => {
    const names = parameters.get(parameter);
    if (names === undefined || names.length <= filterLength) return names;
    throw new ScimError(`The parameter "${parameter}" is longer than ${filterLength} characters.`, {
      status: 400,
      scimType: "invalidValue",
    });
  };
  return projection.select({
    attributes: namesIn("attributes"),
    excludedAttributes: namesIn("excludedAttributes"),
    specified,
  });
}

/** The context for reading resources that are then represented: members that the response omits need not be read. */
export function readContext(exchange: Exchange, { members }: ResourceKind, project: Projector): StoreContext {
  if (members === undefined || project.includes(members.name)) return exchange.context;
  return contextOmitting(exchange, [members.name]);
}

/** Members that are represented and serialized without a break. */
const STRETCH_MEMBERS = 2_000;

/** What the representation of resources of one kind to one client depends on. */
interface RepresentationContext {
  readonly exchange: Exchange;
  readonly kind: ResourceKind;
  readonly project: Projector;
  /** URL of the collection as this client reaches it, with a trailing slash. */
  readonly collectionUrl: string;
  /** The groups of each resource, by its id. */
  readonly groups: ReadonlyMap<string, readonly JsonObject[]>;
}

const NO_GROUPS: RepresentationContext["groups"] = new Map();

function representationContext(
  exchange: Exchange,
  kind: ResourceKind,
  project: Projector,
  groups: RepresentationContext["groups"],
): RepresentationContext {
  return { exchange, kind, project, collectionUrl: `${baseUrlOf(exchange)}${kind.type.endpoint}/`, groups };
}

function groupsOf(
  exchange: Exchange,
  kind: ResourceKind,
  ids: readonly string[],
  project: Projector,
): Awaitable<RepresentationContext["groups"]> {
  if (kind.groups === undefined || !project.includes(kind.groups.name)) return NO_GROUPS;
  return computeGroups(exchange, kind, ids);
}

function represent(
  context: RepresentationContext,
  resource: JsonObject,
  location = locationOf(context, resource),
): JsonObject {
  const { exchange, kind, project } = context;
  const { members } = kind;
  const referring =
    members === undefined || project.includes(members.name) ? withReferences(exchange, kind, resource) : resource;
  return project(complete(context, referring, location));
}

/** Adds the groups, and the location to `meta`; the version remains only where the service has ETags. */
function complete(
  { exchange, kind, groups }: RepresentationContext,
  resource: JsonObject,
  location: string,
): JsonObject {
  const stored = metaOf(resource);
  const meta = exchange.service.profile.capabilities.etag
    ? { ...stored, location }
    : { ...withoutVersion(stored), location };
  const found = groups.size === 0 ? undefined : groups.get(String(resource["id"]));
  return kind.groups === undefined || found === undefined
    ? { ...resource, meta }
    : { ...resource, [kind.groups.name]: found, meta };
}

function withoutVersion({ version: _, ...others }: JsonObject): JsonObject {
  return others;
}

/** Any character that is not unreserved (RFC 3986 §2.3). Most ids have none; encoding costs more than this search. */
const NEEDS_ENCODING = /[^\w.~-]/;

function locationOf({ collectionUrl }: RepresentationContext, resource: JsonObject): string {
  return collectionUrl + inUrl(String(resource["id"]));
}

function inUrl(id: string): string {
  return NEEDS_ENCODING.test(id) ? encodeURIComponent(id) : id;
}

/**
 * A stored resource with all that its representation adds to it, to compare with a representation that a client sends
 * back.
 *
 * @param showsGroups - whether to look up its groups.
 */
export async function resourceAsServed(
  exchange: Exchange,
  kind: ResourceKind,
  resource: JsonObject,
  showsGroups: boolean,
): Promise<JsonObject> {
  const hasGroups = showsGroups && kind.groups !== undefined;
  const groups = hasGroups ? await computeGroups(exchange, kind, [String(resource["id"])]) : NO_GROUPS;
  const context = representationContext(exchange, kind, kind.projection.byDefault, groups);
  return complete(context, withReferences(exchange, kind, resource), locationOf(context, resource));
}

/** Makes the JSON of resources as a response holds them. */
export interface Representation {
  ofResource(resource: JsonObject): Awaitable<JsonContent>;
  /** The same for a stored document, where {@link canRepresentDocuments}. */
  ofDocument(document: StoredDocument): JsonPart;
}

/** Prepares to represent the resources with some ids, which are of one kind. */
export async function prepareRepresentation(
  exchange: Exchange,
  kind: ResourceKind,
  project: Projector,
  ids: readonly string[],
): Promise<Representation> {
  const groups = await groupsOf(exchange, kind, ids, project);
  const context = representationContext(exchange, kind, project, groups);
  return { ofResource: (resource) => serialize(context, resource), ofDocument: documentRepresentation(context) };
}

/**
 * Whether the representation of resources is their stored document with nothing but a location and groups added:
 * nothing is omitted but what is rarely stored, and no reference to a member is computed.
 */
export function canRepresentDocuments({ service }: Exchange, kind: ResourceKind, { omitted }: Projector): boolean {
  if (omitted === undefined || !service.profile.capabilities.etag) return false;
  const { projection, members, groups } = kind;
  if (members !== undefined && !omitted.includes(members.name)) return false;
  return omitted.every((name) => name === members?.name || name === groups?.name || projection.secrets.has(name));
}

/** Represents documents. One that mentions an omitted or computed attribute is parsed, in case it has the attribute. */
function documentRepresentation(context: RepresentationContext): Representation["ofDocument"] {
  const { kind, project, collectionUrl, groups } = context;
  const { omitted = [] } = project;
  const name = kind.groups?.name ?? "";
  const computed = [name];
  return (stored) => {
    const found = groups.size === 0 ? undefined : groups.get(stored.id);
    const isParsed = mentions(stored, omitted) || (found !== undefined && mentions(stored, computed));
    if (isParsed) return JSON.stringify(represent(context, JSON.parse(stored.json)));
    const object = located(stored, collectionUrl);
    if (found === undefined) return object;
    const members = `,${JSON.stringify({ [name]: found }).slice(1, -1)}`;
    return typeof object === "string"
      ? `${object.slice(0, -1)}${members}}`
      : { object, members, length: object.length + members.length };
  };
}

function mentions(stored: StoredDocument, names: readonly string[]): boolean {
  return stored instanceof EncodedDocument ? stored.mentions(names) : mentionsAny(stored.json, names);
}

function located(stored: StoredDocument, collectionUrl: string): JsonContent {
  if (stored instanceof EncodedDocument) return stored.located(collectionUrl, locationMember);
  const { id, json, metaEnd } = stored;
  return json.slice(0, metaEnd) + locationMember(collectionUrl, id) + json.slice(metaEnd);
}

function locationMember(collectionUrl: string, id: string): string {
  return `,"location":${JSON.stringify(collectionUrl + inUrl(id))}`;
}

/** The 200 response that holds one resource, with its `Location` (RFC 7644 §3.4.1, §3.5.1). */
export async function resourceResponse(
  resource: JsonObject,
  exchange: Exchange,
  kind: ResourceKind,
  project: Projector,
): Promise<ScimResponse> {
  const groups = await groupsOf(exchange, kind, [String(resource["id"])], project);
  return await singleResponse(200, resource, representationContext(exchange, kind, project, groups));
}

/**
 * Prepares the response to a change of the resource of an exchange: what can fail is read before the change is made,
 * which does not affect the groups that the resource is in.
 */
export async function prepareResponse(
  exchange: Exchange,
  kind: ResourceKind,
  project: Projector,
): Promise<(after: JsonObject) => Awaitable<ScimResponse>> {
  const groups = await groupsOf(exchange, kind, [exchange.id], project);
  return (after) => singleResponse(200, after, representationContext(exchange, kind, project, groups));
}

/**
 * The 201 response that holds a new resource, with the `Location` that RFC 7644 §3.3 requires. A new resource is in no
 * group yet.
 */
export function createdResponse(
  resource: JsonObject,
  exchange: Exchange,
  kind: ResourceKind,
  project: Projector,
): Awaitable<ScimResponse> {
  return singleResponse(201, resource, representationContext(exchange, kind, project, NO_GROUPS));
}

function singleResponse(status: number, resource: JsonObject, context: RepresentationContext): Awaitable<ScimResponse> {
  const { etag } = context.exchange.service.profile.capabilities;
  const location = locationOf(context, resource);
  const headers = etag ? { location, ...etagHeader(resource) } : { location };
  const json = serialize(context, resource, location);
  if (!(json instanceof Promise)) return serializedResponse(status, json, headers);
  return json.then((whole) => serializedResponse(status, whole, headers));
}

/** The JSON of a resource. One with many members is made in parts, between which other requests get their turn. */
function serialize(
  context: RepresentationContext,
  resource: JsonObject,
  location = locationOf(context, resource),
): Awaitable<JsonContent> {
  const { kind, project } = context;
  const { name = "" } = kind.members ?? {};
  const members = resource[name];
  const isLong = isJsonList(members) && members.length > STRETCH_MEMBERS && project.includes(name);
  if (!isLong) return JSON.stringify(represent(context, resource, location));
  const { [name]: _, ...others } = resource;
  return serializeInParts(JSON.stringify(represent(context, others, location)), name, members.length, (start) => {
    const part = { ...others, [name]: members.slice(start, start + STRETCH_MEMBERS) };
    return represent(context, part, location)[name];
  });
}

/**
 * Adds a list to the JSON of an object, which is not empty.
 *
 * @param partAt - the elements from an index on; undefined when the response holds nothing of them.
 */
async function serializeInParts(
  object: string,
  name: string,
  length: number,
  partAt: (start: number) => Json | undefined,
): Promise<JsonContent> {
  const breaks = new WorkBreaks();
  const encoder = new TextEncoder();
  const parts: JsonContent[] = [];
  for (let start = 0; start < length; start += STRETCH_MEMBERS) {
    const part = partAt(start);
    if (isJsonList(part) && part.length > 0) parts.push(encoder.encode(JSON.stringify(part).slice(1, -1)));
    await breaks.takeBreak();
  }
  if (parts.length === 0) return object;
  return joinList(`${object.slice(0, -1)},${JSON.stringify(name)}:[`, parts, "]}");
}
