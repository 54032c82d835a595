/** JSON batching: up to 20 requests in one, each with its own status. */
import { isObject, readProperty } from "../../../internal/values.ts";
import type { GraphAnswer } from "./route.ts";
import { badRequest } from "./service-error.ts";

/** Path of batches below `/v1.0`. */
export const BATCH_PATH = "/$batch";

const MAX_ITEMS = 20;

/** A request in a batch. */
export interface BatchItem {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

/**
 * Reads the body of a batch.
 *
 * @throws ServiceError 400 for a body that is no batch, or too many requests in it.
 */
export function readBatch(body: unknown): readonly BatchItem[] {
  const requests = isObject(body) ? readProperty(body, "requests") : undefined;
  if (!Array.isArray(requests)) throw badRequest("Invalid batch payload format.");
  if (requests.length > MAX_ITEMS)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${MAX_ITEMS}.`);
  const items = requests.map(readItem);
  const ids = new Set(items.map(({ id }) => id));
  if (ids.size < items.length) throw badRequest("Request ids must be unique in a batch.");
  if (items.some(({ dependsOn }) => dependsOn.some((id) => !ids.has(id))))
    throw badRequest("The dependsOn property names a request that is not part of the batch.");
  return items;
}

function readItem(item: unknown): BatchItem {
  if (!isObject(item)) throw badRequest("Invalid batch payload format.");
  const [id, method, url] = ["id", "method", "url"].map((name) => readProperty(item, name));
  if (typeof id !== "string" || typeof method !== "string" || typeof url !== "string")
    throw badRequest("A request of a batch must have an id, a method and a url.");
  if (/^[a-z]+:/i.test(url)) throw badRequest("The url of a request in a batch must be relative.");
  if (/^\/?\$batch\b/i.test(url)) throw badRequest("A batch must not contain another batch.");
  const [headers, body, dependsOn] = ["headers", "body", "dependsOn"].map((name) => readProperty(item, name));
  return {
    id,
    method,
    url,
    headers: isObject(headers)
      ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
      : {},
    body,
    dependsOn: Array.isArray(dependsOn) ? dependsOn.filter((entry) => typeof entry === "string") : [],
  };
}

/** An answer to one request. */
interface ItemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers the requests of a batch; one that depends on a failed one fails with 424. The answers have no order. */
export async function batchAnswer(
  items: readonly BatchItem[],
  answer: (item: BatchItem) => Promise<ItemAnswer>,
): Promise<GraphAnswer> {
  const done = new Map<string, ItemAnswer>();
  let waiting = items;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => done.has(id)));
    if (ready.length === 0) throw badRequest("The requests of the batch depend on each other.");
    for (const item of ready) {
      const failed = item.dependsOn.some((id) => (done.get(id)?.status ?? 500) >= 400);
      done.set(item.id, failed ? FAILED_DEPENDENCY : await answer(item));
    }
    waiting = waiting.filter(({ id }) => !done.has(id));
  }
  const responses = [...done].map(([id, { status, headers, body }]) => ({
    id,
    status,
    headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body }),
  }));
  return { body: { responses: responses.reverse() } };
}

const FAILED_DEPENDENCY: ItemAnswer = {
  status: 424,
  headers: {},
  body: { error: { code: "FailedDependency", message: "A request that this one depends on failed." } },
};
