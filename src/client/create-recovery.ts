/**
 * Finds out whether a create without a response took effect, before it is sent again, so that no resource is created
 * twice.
 */
import { isScimRequestError } from "../errors.ts";
import { equalityTest } from "../internal/comparison-key.ts";
import { isObject, readProperty } from "../internal/values.ts";
import type { AttributeTree, JsonObject } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import { printEquality } from "./equality-filter.ts";
import { requestError } from "./transport/map-error.ts";
import type { WithId } from "./types.ts";

/** Looks for the resource that a create without a response has created; undefined when it created none. */
type RecoverCreate<Resource extends object> = () => Promise<WithId<Resource> | undefined>;

/** Finds the first resource that satisfies a filter. */
type FindResource<Resource extends object> = (filter: string) => Promise<WithId<Resource> | undefined>;

/**
 * How to find out whether a create took effect; undefined when the resource has no unique value to look for.
 *
 * @param body - the resource as it was sent
 */
export function createRecovery<Resource extends object>(
  body: JsonObject,
  type: ResourceType<Resource>,
  find: FindResource<Resource>,
): RecoverCreate<Resource> | undefined {
  const unique = uniqueAttribute(body, type.tree);
  if (unique === undefined) return undefined;
  const { schemas: _schemas, id: _id, meta: _meta, ...sent } = body;
  return async () => {
    const found = await findCreated(printEquality(...unique), type, find);
    if (found === undefined || hasSentValues(found, sent)) return found;
    const [name] = unique;
    const response = { status: 409, body: undefined, hasForeignBody: false };
    // It may be the created resource, changed by the service, or one that existed before.
    throw requestError(
      { method: "POST", path: type.endpoint, attempts: 1, response },
      "conflict",
      `there is a ${type.name} with the same ${name}, but with other values than were sent`,
      { scimType: "uniqueness", mayHaveTakenEffect: true },
    );
  };
}

async function findCreated<Resource extends object>(
  filter: string,
  type: ResourceType<Resource>,
  find: FindResource<Resource>,
): Promise<WithId<Resource> | undefined> {
  try {
    return await find(filter);
  } catch (error) {
    if (!isScimRequestError(error)) throw error;
    const { code, attempts, history, message, cause } = error;
    const call = { method: "POST", path: type.endpoint, attempts, history };
    throw requestError(call, code, `no response, and it is unknown whether the create took effect: ${message}`, {
      cause,
      mayHaveTakenEffect: true,
    });
  }
}

/** The first attribute with a value that no other resource has; undefined when the type or the resource has none. */
function uniqueAttribute(
  resource: JsonObject,
  tree: AttributeTree,
): readonly [name: string, value: string] | undefined {
  for (const attribute of tree.attributes.values()) {
    const value = resource[attribute.name];
    const isUnique = attribute.uniqueness !== "none" && attribute.mutability !== "readOnly";
    if (isUnique && typeof value === "string" && value !== "") return [attribute.name, value];
  }
  return undefined;
}

/**
 * Whether a failed create may have created its resource: it got a 409 after an attempt without a response, or a success
 * without a resource. An attempt that was rejected (401, 429) has created nothing.
 */
export function mayHaveCreated(error: unknown): boolean {
  if (!isScimRequestError(error)) return false;
  const isTaken = error.status === 409 || error.scimType === "uniqueness";
  // An error of the recovery itself has no history of the POST; it need not run again.
  const isAnswered = error.history.at(-1)?.status === error.status;
  return (isTaken && isAnswered && error.mayHaveTakenEffect) || (error.status >= 200 && error.status < 300);
}

/**
 * Whether a resource has the values that were sent. One with the same unique value but other attributes existed before,
 * and returning it would hand over somebody else's account. Values that the service does not keep, or keeps in another
 * case or Unicode form, are no difference.
 */
function hasSentValues(found: unknown, sent: unknown, path?: string): boolean {
  if (sent === undefined || sent === null) return true;
  if (Array.isArray(sent)) {
    if (!Array.isArray(found)) return false;
    return sent.every((element: unknown) => found.some((other: unknown) => hasSentValues(other, element, path)));
  }
  if (isObject(sent)) {
    if (!isObject(found)) return false;
    return Object.entries(sent).every(([name, value]: [string, unknown]) => {
      const kept = readProperty(found, name);
      return kept === undefined || hasSentValues(kept, value, path === undefined ? name : `${path}.${name}`);
    });
  }
  if (typeof sent === "string" && typeof found === "string") {
    return equalityTest(sent, { caseExact: false, path })(found);
  }
  return sent === found;
}
