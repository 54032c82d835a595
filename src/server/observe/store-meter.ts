/** Counts and times the store calls of one request. */

import { DocumentPage } from "../store/document-page.ts";
import type { Store } from "../store/store.ts";

/** The store calls so far. */
export interface StoreUsage {
  /** Milliseconds; concurrent calls add up. */
  storeDuration: number;
  storeCalls: number;
  resources: number;
}

/** Wraps a store so that its calls are added to `usage`. */
export function meterStore(store: Store, usage: StoreUsage, startTimer: () => () => number): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...parameters: readonly unknown[]): unknown => {
        const elapsed = startTimer();
        const record = (result: unknown): void => {
          usage.storeDuration += elapsed();
          usage.resources += countResources(result);
        };
        usage.storeCalls += 1;
        const result: unknown = Reflect.apply(member, target, parameters);
        if (!(result instanceof Promise)) {
          record(result);
          return result;
        }
        return result.then(
          (value: unknown) => {
            record(value);
            return value;
          },
          (error: unknown) => {
            record(undefined);
            throw error;
          },
        );
      };
    },
  });
}

/** A page counts as its resources, a resource or a successful write as one. */
function countResources(result: unknown): number {
  if (typeof result !== "object" || result === null) return result === "deleted" ? 1 : 0;
  if (result instanceof DocumentPage) return result.documents.length;
  const resources: unknown = Reflect.get(result, "resources");
  if (Array.isArray(resources)) return resources.length;
  return "id" in result || "resource" in result ? 1 : 0;
}
