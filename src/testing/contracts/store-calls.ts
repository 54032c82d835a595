/** Calls and sample resources that the cases of the store contract share. */
import { type Filter, parseFilter } from "../../filter/index.ts";
import type { JsonObject, ResourceType } from "../../models/index.ts";
import { UserType } from "../../models/index.ts";
import type { Store, StoreContext, StorePage, StoreQuery } from "../../server/index.ts";
import { USER_SCHEMA } from "../../urns.ts";
import { check, formatValue } from "./assertions.ts";

const TIME = "2026-01-31T08:30:00.000Z";

/** A user as the handler passes it to a store. */
export function user(userName: string, attributes: JsonObject = {}): JsonObject {
  const meta = { resourceType: "User", created: TIME, lastModified: TIME, version: 'W/"1"' };
  return { schemas: [USER_SCHEMA], id: `id-${userName}`, userName, ...attributes, meta };
}

/** Inserts a valid resource, and returns the stored one. */
export async function insertResource(
  store: Store,
  tenant: string,
  resource: JsonObject,
  type: ResourceType = UserType,
): Promise<JsonObject> {
  const outcome = await store.insert(tenant, type, resource, storeContext());
  check(outcome.kind === "stored", "a valid insert", "stored", JSON.stringify(outcome));
  return outcome.resource;
}

/** Queries the users. */
export async function queryUsers(store: Store, tenant: string, query: Partial<StoreQuery>): Promise<StorePage> {
  return await store.query(tenant, UserType, { startIndex: 1, count: 1_000, ...query }, storeContext());
}

/** A context whose signal never aborts. */
export function storeContext(): StoreContext {
  return { signal: new AbortController().signal };
}

/** Parses a filter. */
export function filterOf(filter: string): Filter {
  return parseFilter(filter);
}

/** The id of a stored resource. */
export function idOf(resource: JsonObject): string {
  const { id } = resource;
  check(typeof id === "string" && id !== "", "the id of a stored resource", "a string", JSON.stringify(id));
  return id;
}

/** The ids of a page, in order. */
export function idsOf({ resources }: StorePage): readonly string[] {
  return resources.map(idOf);
}

/** The version of a stored resource. */
export function versionOf(resource: JsonObject | undefined): string {
  const version: unknown = Reflect.get(Object(resource?.["meta"]), "version");
  check(
    typeof version === "string" && version !== "",
    "the meta.version of a stored resource",
    "a string",
    formatValue(version),
  );
  return version;
}

/** The user with this id. */
export async function getUser(store: Store, id: string): Promise<JsonObject | undefined> {
  return await store.get("contoso", UserType, id, storeContext());
}

/** Replaces a user by itself with changes, and returns the stored one. */
export async function replaceUser(store: Store, before: JsonObject, changes: JsonObject): Promise<JsonObject> {
  const meta = { ...Object(before["meta"]), version: nextVersion(versionOf(before)) };
  const after = Object.fromEntries(
    Object.entries({ ...before, ...changes, meta }).filter(([, value]) => value !== undefined),
  );
  const outcome = await store.replace("contoso", UserType, after, versionOf(before), storeContext());
  check(outcome.kind === "stored", "a valid replace of the expected version", "stored", JSON.stringify(outcome));
  return outcome.resource;
}

/** A version as the handler makes it after another. */
function nextVersion(version: string): string {
  return `W/"${Number(/\d+/.exec(version)?.[0] ?? 0) + 1}"`;
}
