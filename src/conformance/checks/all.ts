/** All checks, in the order in which they are made. */

import { bulkChecks } from "./bulk.ts";
import type { Check, CheckDescription } from "./check.ts";
import { createChecks } from "./create.ts";
import { dialectChecks } from "./dialects.ts";
import { discoveryChecks } from "./discovery.ts";
import { filterChecks } from "./filter.ts";
import { groupChecks } from "./groups.ts";
import { listChecks } from "./list.ts";
import { orderChecks } from "./order.ts";
import { patchChecks } from "./patch.ts";
import { patchPathChecks } from "./patch-paths.ts";
import { proxyclickChecks } from "./proxyclick.ts";
import { readChecks } from "./read.ts";
import { replaceChecks } from "./replace.ts";
import { requestChecks } from "./requests.ts";
import { resourceChecks } from "./resources.ts";
import { schemaChecks } from "./schemas.ts";
import { searchChecks } from "./search.ts";

/** All checks. */
export const ALL_CHECKS: readonly Check[] = [
  ...discoveryChecks,
  ...schemaChecks,
  ...requestChecks,
  ...createChecks,
  ...readChecks,
  ...listChecks,
  ...orderChecks,
  ...filterChecks,
  ...searchChecks,
  ...replaceChecks,
  ...patchChecks,
  ...patchPathChecks,
  ...dialectChecks,
  ...resourceChecks,
  ...groupChecks,
  ...bulkChecks,
  ...proxyclickChecks,
];

/** What the suite checks, in the order in which it does. */
export const CONFORMANCE_CHECKS: readonly CheckDescription[] = ALL_CHECKS;
