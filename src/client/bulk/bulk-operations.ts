/**
 * Writes of one type that are not sent yet: what `ScimClient.bulk` takes.
 */
import type { ResourceType } from "../../models/resource-type.ts";
import type { PatchOperation } from "../../patch/operation.ts";
import { PATCH_OP } from "../../urns.ts";
import { changesToOperations } from "../changes.ts";
import { type OutgoingContext, outgoingPatch, outgoingResource } from "../request-body.ts";
import { pathSegment } from "../transport/tenant-url.ts";
import type { Changes, Writable, WriteOptions } from "../types.ts";
import type { BulkOperation } from "./bulk.ts";

/** Makes operations for bulk requests, with the guards that hold for single ones. */
export abstract class BulkOperations<Resource extends object> {
  /** The type of the resources. */
  readonly type: ResourceType<Resource>;
  readonly #context: OutgoingContext;

  /** @internal */
  protected constructor(type: ResourceType<Resource>, context: OutgoingContext) {
    this.type = type;
    this.#context = context;
  }

  /**
   * A create, to be sent with others by `ScimClient.bulk`.
   *
   * @param bulkId - a name for the new resource, which other operations may refer to as `bulkId:` and this name
   */
  toCreate(resource: Writable<Resource>, bulkId?: string): BulkOperation {
    const data = outgoingResource(resource, this.type, this.#context);
    const { type } = this;
    return { method: "POST", path: type.endpoint, type, data, ...(bulkId === undefined ? {} : { bulkId }) };
  }

  /** A replacement, to be sent with others by `ScimClient.bulk`. */
  toReplace(id: string, resource: Writable<Resource>, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.#bulk("PUT", id, options, outgoingResource(resource, this.type, this.#context));
  }

  /** A change of attributes, to be sent with others by `ScimClient.bulk`. */
  toUpdate(id: string, changes: Changes<Resource>, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.toPatch(id, changesToOperations(changes, this.type.tree), options);
  }

  /** A PATCH, to be sent with others by `ScimClient.bulk`. */
  toPatch(
    id: string,
    operations: readonly PatchOperation[],
    options: Pick<WriteOptions, "ifMatch"> = {},
  ): BulkOperation {
    const nothing = { schemas: [PATCH_OP], Operations: [] };
    return this.#bulk("PATCH", id, options, outgoingPatch(operations, this.#context) ?? nothing);
  }

  /** A deletion, to be sent with others by `ScimClient.bulk`. */
  toDelete(id: string, options: Pick<WriteOptions, "ifMatch"> = {}): BulkOperation {
    return this.#bulk("DELETE", id, options, undefined);
  }

  #bulk(
    method: "PUT" | "PATCH" | "DELETE",
    id: string,
    { ifMatch }: Pick<WriteOptions, "ifMatch">,
    data: object | undefined,
  ): BulkOperation {
    return {
      method,
      // A reference to a resource of the same request is no id, and stands as it is.
      path: `${this.type.endpoint}/${id.startsWith("bulkId:") ? id : pathSegment(id)}`,
      type: this.type,
      ...(data === undefined ? {} : { data }),
      ...(ifMatch === undefined ? {} : { version: ifMatch }),
    };
  }
}
