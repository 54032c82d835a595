/**
 * The target of provisioning: any SCIM service, as far as the engine needs it.
 *
 * `ProxyclickScimClient` satisfies it.
 */
import type { DroppedValue } from "../../internal/dropped-value.ts";
import type { ResourceTypeLike } from "../../models/attribute-tree.ts";
import type { PatchOperation } from "../../patch/operation.ts";

/** A stored account, as plain SCIM JSON. */
export interface TargetUser {
  /** Id of the account, assigned by the target. */
  readonly id: string;
}

/** A SCIM service that accounts are provisioned to. */
export interface ProvisioningTarget {
  /** Name for logs, such as `Proxyclick`. */
  readonly name: string;
  /**
   * Distinguishes this service from all others, such as its base URL; no secret. A job refuses to use a state with
   * another one. Default: that of `users`. Absent where neither is known: each cycle then looks whether a linked
   * account is there.
   */
  readonly identity?: string | undefined;
  /**
   * The accounts of the target. Calls reject with `ScimError` when the service rejects them; a `signal` aborts the
   * call.
   */
  readonly users: {
    /** Attribute tree of the target's User, which mapping targets are resolved against. */
    readonly type: ResourceTypeLike;
    /** `ProvisioningTarget.identity`, for targets made from a resource client. */
    readonly identity?: string | undefined;
    /** Reads an account by its id; status 404 when there is none. */
    get(id: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<TargetUser>;
    /**
     * Whether `list` supports filters. Without them, a cycle that looks for an account reads all accounts once. Absent:
     * it does.
     */
    canFilter?(): boolean;
    /** Lists the accounts that match a filter; all accounts without one. */
    list(options: {
      readonly filter?: string;
      readonly count?: number;
      readonly signal?: AbortSignal | undefined;
    }): AsyncIterable<TargetUser>;
    /**
     * Returns a new account as it would be sent: repaired by the rules of the service, without attributes that the
     * service does not accept. Sends nothing. Absent: accounts are sent unchanged.
     *
     * @param options - `unknown`: `keep`, because a mapping may have attributes that only its own definition of the
     * target has; `onDropped`: to be called for each value that the service does not accept, for the log
     * @throws ScimError for an account that the service would reject.
     */
    prepare?(
      resource: object,
      options: { readonly unknown: "keep"; readonly onDropped: (dropped: DroppedValue) => void },
    ): object;
    /**
     * Returns the operations of a PATCH as they would be sent; empty when nothing is left. Absent: they are sent
     * unchanged.
     */
    prepareOperations?(
      operations: readonly PatchOperation[],
      options: { readonly onDropped: (dropped: DroppedValue) => void },
    ): readonly PatchOperation[];
    /** Creates an account; status 409 when a unique value is taken. */
    create(
      resource: object,
      options?: { readonly signal?: AbortSignal | undefined; readonly unknown?: "keep" | undefined },
    ): Promise<TargetUser>;
    /**
     * Changes an account by one PATCH. The engine ignores the result, and says so by `readBack: false`: a target need
     * not read the account when the service answers without it (204).
     */
    patch(
      id: string,
      operations: readonly PatchOperation[],
      options?: { readonly signal?: AbortSignal | undefined; readonly readBack?: boolean | undefined },
    ): Promise<unknown>;
    /** Deletes an account; status 404 when there is none. */
    delete(id: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  };
  /**
   * Sends a request that changes nothing.
   *
   * @throws ScimRequestError with code `unauthorized`, `forbidden`, `unreachable`, `timeout` or `not_scim`.
   */
  testConnection(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}

/** The accounts of a target. */
export type TargetUsers = ProvisioningTarget["users"];
