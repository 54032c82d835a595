/** Which operations of a bulk request wait for which resources, kept so that each reference is looked at once. */
import type { BulkOperation } from "./bulk-request.ts";

const NONE: ReadonlySet<string> = new Set();

/** The references of a bulk request that are not resolved yet. */
export class PendingReferences {
  readonly #unresolved = new Map<BulkOperation, Set<string>>();
  readonly #dependents = new Map<string, BulkOperation[]>();

  /** @param creating - bulkIds of the resources that the request creates; other references are not waited for. */
  constructor(operations: readonly BulkOperation[], creating: ReadonlySet<string>) {
    for (const operation of operations) {
      const unresolved = new Set([...operation.references].filter((bulkId) => creating.has(bulkId)));
      if (unresolved.size > 0) this.#unresolved.set(operation, unresolved);
      for (const bulkId of unresolved) {
        const dependents = this.#dependents.get(bulkId) ?? [];
        dependents.push(operation);
        this.#dependents.set(bulkId, dependents);
      }
    }
  }

  /** The bulkIds for which an operation waits. */
  of(operation: BulkOperation): ReadonlySet<string> {
    return this.#unresolved.get(operation) ?? NONE;
  }

  /** The operations that refer to a resource, in the order of the request. */
  dependentsOf(bulkId: string): readonly BulkOperation[] {
    return this.#dependents.get(bulkId) ?? [];
  }

  /**
   * Notes that a resource was created, or could not be.
   *
   * @param isComplete - whether it has all its references; until then, only operations that create resources go on.
   */
  resolve(bulkId: string, isComplete: boolean): void {
    for (const operation of this.dependentsOf(bulkId)) {
      if (isComplete || operation.method === "POST") this.#unresolved.get(operation)?.delete(bulkId);
    }
  }
}
