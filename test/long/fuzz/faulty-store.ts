/** A store in memory whose calls fail as planned, and that notes when a write began and when it took effect. */
import { setTimeout as delay } from "node:timers/promises";
import type { Awaitable } from "../../../src/internal/awaitable.ts";
import { MemoryStore, type Store, type StoreContext } from "../../../src/server/index.ts";

/** What happens to one call of the store. */
type FaultKind =
  /** Answers a little later. */
  | "late"
  /** Answers when nobody waits any more; a write has taken effect by then. */
  | "stalls, then works"
  /** Fails when nobody waits any more. */
  | "stalls, then fails"
  /** The connection is lost before the call: nothing takes effect. */
  | "fails before"
  /** The connection is lost with the answer: a write has taken effect. */
  | "fails after"
  /** Never answers; nothing takes effect. */
  | "is lost";

/** A fault, and which call of a request it hits, from 0. */
export interface Fault {
  readonly kind: FaultKind;
  readonly call: number;
}

/** What one request has caused. */
export class RequestLog {
  /** Whether the fault has hit, other than by being late. */
  isHit = false;
  /** Writes that began, and writes that took effect. */
  begun = 0;
  effects = 0;
  readonly #fault: Fault | undefined;
  readonly #pending = new Set<Promise<unknown>>();
  #calls = 0;

  constructor(fault: Fault | undefined) {
    this.#fault = fault;
  }

  /** Waits until no call is under way, and what waited for one has had its turn. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      if (this.#pending.size > 0) quiet = 0;
      await Promise.allSettled(this.#pending);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async run<Result>(
    context: StoreContext,
    isEffect: (result: Result) => boolean,
    work: () => Awaitable<Result>,
  ): Promise<Result> {
    const call = this.#attempt(context, isEffect, work);
    const settled = call.catch(() => undefined).finally(() => this.#pending.delete(settled));
    // What never answers is not waited for.
    if (this.#fault?.kind !== "is lost") this.#pending.add(settled);
    return await call;
  }

  async #attempt<Result>(
    context: StoreContext,
    isEffect: (result: Result) => boolean,
    work: () => Awaitable<Result>,
  ): Promise<Result> {
    const fault = this.#fault?.call === this.#calls ? this.#fault.kind : undefined;
    this.#calls += 1;
    if (fault !== undefined && fault !== "late") this.isHit = true;
    switch (fault) {
      case "late":
        await delay(3);
        break;
      case "stalls, then works":
        await ended(context.signal);
        break;
      case "stalls, then fails":
        await ended(context.signal);
        throw new Error("ETIMEDOUT");
      case "fails before":
        throw new Error("ECONNREFUSED");
      case "is lost":
        return await new Promise(() => undefined);
      default:
        await undefined;
    }
    const result = await work();
    if (isEffect(result)) this.effects += 1;
    if (fault === "fails after") throw new Error("ECONNRESET");
    return result;
  }
}

/** Longest stall in milliseconds, for a request that has ended otherwise, and whose signal says nothing. */
const LONGEST_STALL = 3_000;

async function ended(signal: AbortSignal): Promise<void> {
  const calm = new AbortController();
  await Promise.race([
    delay(LONGEST_STALL, undefined, { signal: calm.signal }).catch(() => undefined),
    new Promise((resolve) => {
      if (signal.aborted) resolve(undefined);
      else signal.addEventListener("abort", resolve, { once: true });
    }),
  ]);
  calm.abort();
  // The answer may already be on its way.
  await delay(2);
}

/**
 * A store whose calls belong to the request that the subject of their caller names.
 *
 * @param logOf - the log of a request.
 */
export function createFaultyStore(logOf: (subject: string | undefined) => RequestLog): Store {
  const memory = new MemoryStore();
  const read = <Result>(context: StoreContext, work: () => Awaitable<Result>) =>
    logOf(context.subject).run(context, () => false, work);
  const write = <Result>(context: StoreContext, work: () => Awaitable<Result>) => {
    logOf(context.subject).begun += 1;
    return logOf(context.subject).run(context, tookEffect, work);
  };
  return {
    get: (tenant, type, id, context) => read(context, () => memory.get(tenant, type, id, context)),
    query: (tenant, type, query, context) => read(context, () => memory.query(tenant, type, query, context)),
    insert: (tenant, type, resource, context) => write(context, () => memory.insert(tenant, type, resource)),
    replace: (tenant, type, resource, version, context) =>
      write(context, () => memory.replace(tenant, type, resource, version)),
    delete: (tenant, type, id, version, context) => write(context, () => memory.delete(tenant, type, id, version)),
    changeMembers: (tenant, type, id, changes, version, context) =>
      write(context, () => memory.changeMembers(tenant, type, id, changes, version)),
    groupsOf: (tenant, type, members, context) => read(context, () => memory.groupsOf(tenant, type, members)),
  };
}

function tookEffect(outcome: unknown): boolean {
  return outcome === "deleted" || Reflect.get(Object(outcome), "kind") === "stored";
}
