/** What the cases of the store contract are made of. */
import { type Filter, parseFilter } from "../../filter/index.ts";
import type { JsonObject, ResourceType } from "../../models/index.ts";
import { UserType } from "../../models/index.ts";
import type { Store, StoreContext, StorePage, StoreQuery } from "../../server/index.ts";
import { USER_SCHEMA } from "../../urns.ts";
import { check, show } from "./assertions.ts";

const TIME = "2026-01-31T08:30:00.000Z";

/** A user as the handler gives it to a store. */
export function user(userName: string, attributes: JsonObject = {}): JsonObject {
  const meta = { resourceType: "User", created: TIME, lastModified: TIME, version: 'W/"1"' };
  return { schemas: [USER_SCHEMA], id: `id-${userName}`, userName, ...attributes, meta };
}

/** Inserts a resource that nothing speaks against, and returns what is kept. */
export async function create(
  store: Store,
  tenant: string,
  resource: JsonObject,
  type: ResourceType = UserType,
): Promise<JsonObject> {
  const outcome = await store.insert(tenant, type, resource, storeContext());
  check(outcome.kind === "stored", "an insert that nothing speaks against", "stored", JSON.stringify(outcome));
  return outcome.resource;
}

/** A page of the users. */
export async function page(store: Store, tenant: string, query: Partial<StoreQuery>): Promise<StorePage> {
  return await store.query(tenant, UserType, { startIndex: 1, count: 1_000, ...query }, storeContext());
}

/** What a store is told by a caller who stays. */
export function storeContext(): StoreContext {
  return { signal: new AbortController().signal };
}

/** A filter, from its text. */
export function filterOf(text: string): Filter {
  return parseFilter(text);
}

/** The id of a kept resource. */
export function idOf(resource: JsonObject): string {
  const { id } = resource;
  check(typeof id === "string" && id !== "", "the id of a kept resource", "a text", JSON.stringify(id));
  return id;
}

/** The ids of a page, in order. */
export function idsOf({ resources }: StorePage): readonly string[] {
  return resources.map(idOf);
}

/** The version of a kept resource. */
export function versionOf(resource: JsonObject | undefined): string {
  const version: unknown = Reflect.get(Object(resource?.["meta"]), "version");
  check(typeof version === "string" && version !== "", "the meta.version of a kept resource", "a text", show(version));
  return version;
}
