/** Merges the changes of a delta query into whole users. */

import { type Attributes, userAttributes } from "../../graph-users/user-attributes.ts";
import type { SourceEvent } from "../../provisioning/ports/source.ts";
import { invalidSource } from "../reading/file-errors.ts";
import type { GraphEvent } from "./graph-events.ts";

/** Most users that are merged in memory: some 200 MB at 2 kB a user. */
const MAX_USERS = 100_000;

interface MergedUser {
  attributes: Attributes;
  removal: "soft" | "hard" | undefined;
  /** Whether the current read yields the user. */
  changed: boolean;
}

/**
 * Users with several changes in a delta query. A later change replaces an earlier one, attribute by attribute;
 * attributes that it omits stay.
 */
export class MergedUsers {
  readonly #path: string;
  readonly #users = new Map<string, MergedUser>();

  /** @param path - File that messages name. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Merges a change.
   *
   * @param changed - Whether it is new to this read.
   * @throws ProvisioningError `invalid_source` when there are more than 100,000 users.
   */
  add(event: Exclude<GraphEvent, { kind: "page" }>, changed: boolean): void {
    const user = this.#find(event.id);
    user.changed ||= changed;
    if (event.kind === "removed") {
      user.removal = event.removal;
      return;
    }
    // A hard-deleted user leaves nothing behind; a restored user keeps its attributes.
    if (user.removal === "hard") user.attributes = Object.create(null);
    user.removal = undefined;
    Object.assign(user.attributes, userAttributes(event.item));
  }

  /** The users that changed, after all merged changes. */
  *events(): Generator<SourceEvent, void, void> {
    for (const [id, { attributes, removal, changed }] of this.#users) {
      if (!changed) continue;
      yield removal === undefined ? { kind: "user", user: { id, attributes } } : { kind: "removed", id, removal };
    }
  }

  #find(id: string): MergedUser {
    const known = this.#users.get(id);
    if (known !== undefined) return known;
    if (this.#users.size >= MAX_USERS)
      throw invalidSource(
        this.#path,
        `more than ${MAX_USERS} users changed since the full round; begin a new file with a full round and restart the job without its watermark`,
      );
    const user: MergedUser = { attributes: Object.create(null), removal: undefined, changed: false };
    this.#users.set(id, user);
    return user;
  }
}
