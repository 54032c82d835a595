/** The users of Proxyclick, with activation. */
import { type CallOptions, ResourceClient } from "../client/index.ts";
import type { WithId } from "../client/types.ts";
import type { User } from "../models/index.ts";

/**
 * The users of Proxyclick: a {@link ResourceClient} with the guards of {@link ProxyclickScimClient}, and
 * (de)activation.
 */
export class ProxyclickUsers extends ResourceClient<User> {
  /**
   * Disables a user: `active` becomes false. The record stays; what else that does inside Proxyclick is not published.
   *
   * @returns the changed user, read again when the service answers without it (204).
   */
  async deactivate(id: string, options: CallOptions = {}): Promise<WithId<User>> {
    return this.update(id, { active: false }, options);
  }

  /**
   * Enables a user again: `active` becomes true.
   *
   * @returns the changed user, read again when the service answers without it (204).
   */
  async activate(id: string, options: CallOptions = {}): Promise<WithId<User>> {
    return this.update(id, { active: true }, options);
  }
}
