/** Counts and times what the store is asked for during one request. */
import type { Store } from "../store/store.ts";

/** What has been counted so far. */
export interface Meter {
  storeMs: number;
  storeCalls: number;
  resources: number;
}

/** A store that counts and times its calls, whichever it has. */
export function countCalls(store: Store, meter: Meter, stopwatch: () => () => number): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...parameters: readonly unknown[]): unknown => {
        const elapsed = stopwatch();
        const done = (result: unknown): void => {
          meter.storeMs += elapsed();
          meter.resources += countResources(result);
        };
        meter.storeCalls += 1;
        const result: unknown = Reflect.apply(member, target, parameters);
        if (!(result instanceof Promise)) {
          done(result);
          return result;
        }
        return result.then(
          (value: unknown) => {
            done(value);
            return value;
          },
          (error: unknown) => {
            done(undefined);
            throw error;
          },
        );
      };
    },
  });
}

/** A page has many, a resource or a write that took place is one. */
function countResources(result: unknown): number {
  if (typeof result !== "object" || result === null) return result === "deleted" ? 1 : 0;
  const resources: unknown = Reflect.get(result, "resources");
  if (Array.isArray(resources)) return resources.length;
  return "id" in result || "resource" in result ? 1 : 0;
}
