/** The guard that keeps writes of users within Proxyclick's limitations, before they are sent. */
import type { WriteGuard } from "../client/index.ts";
import { UserType } from "../models/index.ts";
import { assertValueTypes } from "../models/resource-type.ts";
import { guardOperations } from "./guard-operations.ts";
import { createRules, type GuardOptions } from "./guard-rules.ts";

/** The guard of Proxyclick's users. */
export function userGuard(options: GuardOptions): WriteGuard {
  return {
    resource(resource, onDropped) {
      // A rule would take a userName that is a number for a missing one.
      assertValueTypes(resource, UserType);
      return createRules(options, onDropped).enforce(resource, () => true);
    },
    operations: (operations, onDropped) => guardOperations(operations, createRules(options, onDropped)),
  };
}
