/**
 * A create whose answer was lost: did it take effect? The service is asked before anything is sent again, so that no one is created twice.
 */
import { isScimRequestError } from "../errors.ts";
import { isObject, readProperty } from "../internal/values.ts";
import type { AttributeTree, JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { Where } from "./equality-filter.ts";
import { requestError } from "./transport/map-error.ts";
import type { Stored } from "./types.ts";

/** Looks for what a create whose answer was lost has created; undefined when it created nothing. */
export type LostCreate<Resource extends object> = () => Promise<Stored<Resource> | undefined>;

/**
 * How to find out what became of a create; undefined when the resource has no unique value to look for.
 *
 * @param body - the resource as it was sent
 * @param find - asks the service
 */
export function lostCreate<Resource extends object>(
  body: JsonObject,
  type: ResourceType<Resource>,
  find: (where: Where) => Promise<Stored<Resource> | undefined>,
): LostCreate<Resource> | undefined {
  const unique = uniqueCondition(body, type.tree);
  if (unique === undefined) return undefined;
  const { schemas: _schemas, id: _id, meta: _meta, ...sent } = body;
  return async () => {
    const found = await findCreated(unique, type, find);
    if (found === undefined || carries(found, sent)) return found;
    const [name] = Object.keys(unique);
    const answer = { status: 409, body: undefined, foreign: false };
    const call = { method: "POST", path: type.endpoint, attempts: 1, answer };
    // The service may have changed what it was sent: it cannot be told from another's.
    throw requestError(
      call,
      "refused",
      `there is a ${type.name} with the same ${name}, and other values than were sent`,
      {
        scimType: "uniqueness",
        mayHaveTakenEffect: true,
      },
    );
  };
}

async function findCreated<Resource extends object>(
  unique: Where,
  type: ResourceType<Resource>,
  find: (where: Where) => Promise<Stored<Resource> | undefined>,
): Promise<Stored<Resource> | undefined> {
  try {
    return await find(unique);
  } catch (error) {
    if (!isScimRequestError(error)) throw error;
    const { code, attempts, history, detail, cause } = error;
    const call = { method: "POST", path: type.endpoint, attempts, history };
    throw requestError(call, code, `the answer was lost, and it is unknown whether it took effect: ${detail}`, {
      cause,
      mayHaveTakenEffect: true,
    });
  }
}

/** The condition that finds a resource by a value that no other has; undefined when the type or the resource has none. */
function uniqueCondition(resource: JsonObject, tree: AttributeTree): Where | undefined {
  for (const attribute of tree.attributes.values()) {
    const value = resource[attribute.name];
    const unique = attribute.uniqueness !== "none" && attribute.mutability !== "readOnly";
    if (unique && typeof value === "string" && value !== "") return { [attribute.name]: value };
  }
  return undefined;
}

/**
 * Whether a failed create may have taken effect although it failed: one that met the result of an attempt whose answer was lost (409), or one that
 * was answered with success but without a resource. An attempt that was refused (401, 429) has created nothing.
 */
export function mayHaveCreated(error: unknown): boolean {
  if (!isScimRequestError(error)) return false;
  const taken = error.status === 409 || error.scimType === "uniqueness";
  // The look-up of a lost create tells of no attempts: it need not be made again.
  const answered = error.history.at(-1)?.status === error.status;
  return (taken && answered && error.mayHaveTakenEffect) || (error.status >= 200 && error.status < 300);
}

/**
 * Whether a resource carries what was sent. One with the same unique value but other attributes was there before: taking it for the created one
 * would take over somebody's account. What the service does not keep, or keeps in another case, is no difference.
 */
function carries(found: unknown, sent: unknown): boolean {
  if (sent === undefined || sent === null) return true;
  if (Array.isArray(sent)) {
    return (
      Array.isArray(found) && sent.every((element: unknown) => found.some((other: unknown) => carries(other, element)))
    );
  }
  if (isObject(sent)) {
    if (!isObject(found)) return false;
    return Object.entries(sent).every(([name, value]: [string, unknown]) => {
      const kept = readProperty(found, name);
      return kept === undefined || carries(kept, value);
    });
  }
  if (typeof sent === "string" && typeof found === "string") return sent.toLowerCase() === found.toLowerCase();
  return sent === found;
}
