/** The list of all checks in the order in which a run executes them. */

import { bulkChecks } from "./bulk.ts";
import type { Check } from "./check.ts";
import { createChecks } from "./create.ts";
import { discoveryChecks } from "./discovery.ts";
import { filterChecks } from "./filter.ts";
import { groupChecks } from "./groups.ts";
import { identityProviderChecks } from "./identity-providers.ts";
import { listChecks } from "./list.ts";
import { patchChecks } from "./patch.ts";
import { patchPathChecks } from "./patch-paths.ts";
import { proxyclickChecks } from "./proxyclick.ts";
import { putAndDeleteChecks } from "./put-and-delete.ts";
import { readChecks } from "./read.ts";
import { requestChecks } from "./requests.ts";
import { resourceChecks } from "./resources.ts";
import { schemaChecks } from "./schemas.ts";
import { searchChecks } from "./search.ts";
import { sortingAndCursorChecks } from "./sorting-and-cursors.ts";
import { versionChecks } from "./versions.ts";

/** The checks as the run executes them. */
export const ALL_CHECKS: readonly Check[] = [
  ...discoveryChecks,
  ...schemaChecks,
  ...requestChecks,
  ...createChecks,
  ...readChecks,
  ...listChecks,
  ...sortingAndCursorChecks,
  ...filterChecks,
  ...searchChecks,
  ...putAndDeleteChecks,
  ...versionChecks,
  ...patchChecks,
  ...patchPathChecks,
  ...identityProviderChecks,
  ...resourceChecks,
  ...groupChecks,
  ...bulkChecks,
  ...proxyclickChecks,
];
