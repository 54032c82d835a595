/**
 * Where users go: any SCIM service, as far as the engine needs it. `ProxyclickScimClient` satisfies it.
 */
import type { Described } from "../../models/attribute-tree.ts";
import type { PatchOperation } from "../../patch/operation.ts";

/** Options of every call to a target. */
export interface TargetCallOptions {
  /** Ends the call, which then rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** A stored account, as plain SCIM JSON. */
export interface TargetUser {
  /** Id of the account, as the target gave it. */
  readonly id: string;
}

/** The users of a target. Calls reject with `ScimError` when the service refuses. */
export interface TargetUsers {
  /** Attribute tree of the target's User, which mapping targets are looked up in. */
  readonly type: Described;
  /** Reads an account by its id; status 404 when there is none. */
  get(id: string, options?: TargetCallOptions): Promise<TargetUser>;
  /** Whether `list` takes filters. Where it does not, a cycle that looks for an account reads all of them once. Absent: it does. */
  canFilter?(): boolean;
  /** Accounts that satisfy a filter; all of them without one. */
  list(options: {
    readonly filter?: string;
    readonly count?: number;
    readonly signal?: AbortSignal | undefined;
  }): AsyncIterable<TargetUser>;
  /**
   * A new account as it would be sent: mended by the rules of the service, without what the service does not take. Nothing is sent. Absent: accounts
   * are sent as they are.
   *
   * @throws ScimError for an account that the service would refuse.
   */
  prepare?(resource: object): object;
  /** The operations of a PATCH as they would be sent, in the same way; none when nothing is left. Absent: they are sent as they are. */
  prepareOperations?(operations: readonly PatchOperation[]): readonly PatchOperation[];
  /** Creates an account; status 409 when a unique value is taken. */
  create(resource: object, options?: TargetCallOptions): Promise<TargetUser>;
  /** Changes an account by one PATCH. */
  patch(id: string, operations: readonly PatchOperation[], options?: TargetCallOptions): Promise<unknown>;
  /** Deletes an account; status 404 when there is none. */
  delete(id: string, options?: TargetCallOptions): Promise<void>;
}

/** A SCIM service that accounts are provisioned into. */
export interface ProvisioningTarget {
  /** Name for logs, such as `Proxyclick`. */
  readonly name: string;
  /** Calls on its accounts. */
  readonly users: TargetUsers;
  /**
   * Asks the service a question that changes nothing.
   *
   * @throws ScimRequestError with code `unauthorized`, `forbidden`, `unreachable`, `timeout` or `not_scim`.
   */
  testConnection(options?: TargetCallOptions): Promise<void>;
}
