/**
 * Proxyclick's limitations at the client's side: they are run over what is about to be sent, so that a write the service would spoil or refuse is
 * mended or refused here.
 */
import type { WriteGuard } from "../client/index.ts";
import { guardOperations } from "./guard-operations.ts";
import { createRules, type GuardOptions } from "./guard-rules.ts";

/** The guard of Proxyclick's users. */
export function userGuard(options: GuardOptions): WriteGuard {
  const rules = createRules(options);
  return {
    resource: (resource) => rules.enforce(resource, () => true),
    operations: (operations) => guardOperations(operations, rules),
  };
}
