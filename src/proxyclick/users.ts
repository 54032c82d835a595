/**
 * The users of Proxyclick.
 */
import type { CallOptions, Stored } from "../client/index.ts";
import { ResourceClient } from "../client/index.ts";
import type { User } from "../models/index.ts";

/** The users of Proxyclick: everything of a {@link ResourceClient}, with the guards of {@link ProxyclickScimClient}, and (de)activation. */
export class ProxyclickUsers extends ResourceClient<User> {
  /**
   * Disables a user: `active` becomes false. What that does inside Proxyclick is not published; the record stays.
   *
   * @returns the user; undefined when the service answers without it.
   */
  async deactivate(id: string, options: CallOptions = {}): Promise<Stored<User> | undefined> {
    return this.update(id, { active: false }, options);
  }

  /** Enables a user again: `active` becomes true. */
  async activate(id: string, options: CallOptions = {}): Promise<Stored<User> | undefined> {
    return this.update(id, { active: true }, options);
  }
}
