/** A cycle with everything that a report shows, and with values of a hostile directory. */
import type { CycleSummary, ProvisioningLogEntry, StagedRemoval } from "../../src/provisioning/index.ts";
import type { ErrorInformation } from "../../src/provisioning/ports/log.ts";
import { identity, logEntry, system } from "./log-entries.ts";

/** Values that would do harm if they were markup, script, or text on a terminal. */
export const HOSTILE = [
  "</script><script>globalThis.harmed = true</script>",
  "<!--<script>",
  "]]><img src=x onerror='globalThis.harmed = true'>",
  "first\u2028second\u2029third",
  "\u001b[31mred\u001b[0m\u0007",
  "\u202Egnp.exe",
  "&lt;b&gt; \"quoted\" 'too' `and`",
  "lone \ud800 surrogate",
] as const;

/** How a cycle with {@link reportEntries} ended. */
export const SUMMARY: CycleSummary = {
  cycleId: "cycle-1",
  kind: "initial",
  outcome: "held_back",
  counts: {
    read: 1_200,
    created: 520,
    updated: 171,
    disabled: 0,
    deleted: 0,
    unchanged: 269,
    waiting: 0,
    abandoned: 0,
    skipped: { NotInScope: 60, NotAssigned: 12 },
    failed: { EntryConflict: 30 },
  },
  heldBack: 140,
  threshold: 90,
  began: "2026-11-22T08:59:58.000Z",
  duration: 137_000,
};

/** What makes the change of one user long. */
const MORE_PROPERTIES = ["name.givenName", "name.familyName", "nickName", "locale", "timezone"].map((displayName) => ({
  displayName,
  oldValue: null,
  newValue: "x",
}));

/** Entry number `index` of a cycle: every tenth failed, every fifth was skipped. */
export function reportEntry(index: number): ProvisioningLogEntry {
  const name = `user${index}@contoso.example`;
  const hostile = HOSTILE[index % HOSTILE.length] ?? "";
  const failed = index % 10 === 3;
  const skipped = index % 5 === 2;
  return logEntry({
    id: `entry-${index}`,
    activityDateTime: new Date(Date.UTC(2026, 10, 22, 9) + index * 130).toISOString(),
    provisioningAction: skipped ? "other" : index % 2 === 0 ? "create" : "update",
    provisioningStatusInfo: {
      status: failed ? "failure" : skipped ? "skipped" : "success",
      errorInformation: failed
        ? problem("EntryConflict", `Taken: ${hostile}`, "Change one of the two.")
        : skipped
          ? problem("NotInScope", `User '${name}' is left out`, null)
          : null,
    },
    modifiedProperties:
      failed || skipped
        ? []
        : [
            { displayName: "userName", oldValue: null, newValue: name },
            { displayName: "displayName", oldValue: `Old name ${index}`, newValue: hostile },
            { displayName: "title", oldValue: "Engineer", newValue: null },
            ...(index === 4 ? MORE_PROPERTIES : []),
          ],
    sourceSystem: system("Microsoft Entra ID"),
    targetSystem: system("Proxyclick"),
    sourceIdentity: identity(`source-${index}`, index % 7 === 0 ? hostile : name),
    targetIdentity: identity(failed || skipped ? "" : `target-${index}`, failed || skipped ? "" : name),
  });
}

function problem(errorCode: string, reason: string, recommendedAction: string | null): ErrorInformation {
  return { errorCode, reason, additionalDetails: null, errorCategory: "failure", recommendedAction };
}

/** Removals that are held back, of users with hostile names. */
export async function* reportRemovals(): AsyncGenerator<StagedRemoval, void, void> {
  for (const [index, sourceName] of HOSTILE.entries()) {
    const ids = { sourceId: `source-${index}`, sourceName, targetId: `target-${index}` };
    yield { ...ids, action: "delete", reason: "Missing", since: "2026-11-20T08:00:00.000Z" };
  }
}

/** Entries of a cycle, made one by one. */
export async function* reportEntries(count: number): AsyncGenerator<ProvisioningLogEntry, void, void> {
  for (let index = 0; index < count; index += 1) yield reportEntry(index);
}
