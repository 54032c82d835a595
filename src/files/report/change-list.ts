/** The changes of a cycle as JSON in the page. */
import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { droppedValues } from "../../provisioning/log/dropped-values.ts";
import { scriptJson, showInvisible } from "./escape.ts";
import { OUTCOMES, type Outcome, outcomeOf } from "./timeline.ts";
import { ACTION_NAMES, OUTCOME_NAMES } from "./wording.ts";

/** One change in the page: a tuple, as there may be many. */
export type ChangeRow = readonly [
  time: string,
  user: string,
  /** The account's name or id, where it differs from the user's. */
  account: string,
  action: string,
  outcome: string,
  /** Code of a failure or a skip; empty otherwise. */
  code: string,
  /** Reason of a failure or a skip, and the values that were left out of the write. */
  reason: string,
  properties: readonly (readonly [attribute: string, before: string | null, after: string | null])[],
];

/** Number of rows in one script element. */
const BLOCK_ROWS = 200;
/** Number of properties of one change that are shown. */
const MAX_PROPERTIES = 200;
/** Greatest length of all changes, in UTF-16 code units: what a browser opens without effort. */
const MAX_LENGTH = 33_554_432;

/**
 * Renders changes as blocks of JSON, each in a script element that no browser executes. Each outcome has its own limit,
 * so that a hundred thousand creates do not crowd out a failure.
 */
export class ChangeList {
  readonly #limit: number;
  readonly #shown: Record<Outcome, number> = { changed: 0, skipped: 0, failed: 0 };
  #block: string[] = [];
  #length = 0;

  /** @param limit - Greatest number of changes of each outcome. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Number of changes in the page. */
  get shown(): number {
    return OUTCOMES.reduce((sum, outcome) => sum + this.#shown[outcome], 0);
  }

  /** Adds a change. Returns the HTML of a block when one is full, else an empty string. */
  add(entry: ProvisioningLogEntry): string {
    const outcome = outcomeOf(entry);
    if (this.#shown[outcome] >= this.#limit || this.#length >= MAX_LENGTH) return "";
    this.#shown[outcome] += 1;
    const row = scriptJson(toRow(entry));
    this.#length += row.length;
    this.#block.push(row);
    return this.#block.length < BLOCK_ROWS ? "" : this.flush();
  }

  /** The HTML of the last block; empty when there are no further changes. */
  flush(): string {
    const rows = this.#block;
    this.#block = [];
    return rows.length === 0 ? "" : `<script type="application/json" class="changes">[${rows.join(",\n")}]</script>\n`;
  }
}

/** Display name of the user of an entry, else of the account, else an id. */
export function userNameOf({ sourceIdentity, targetIdentity }: ProvisioningLogEntry): string {
  return sourceIdentity.displayName || targetIdentity.displayName || sourceIdentity.id || targetIdentity.id;
}

/** Code of an entry that failed or was skipped without an error. */
const NO_ERROR: Readonly<Record<Outcome, string>> = { changed: "", skipped: "RedundantExport", failed: "NoReason" };

/** Code of a failure, a skip or a warning; empty on success. */
export function reasonCodeOf(entry: ProvisioningLogEntry): string {
  const { status, errorInformation } = entry.provisioningStatusInfo;
  return status === "success" ? "" : errorInformation?.errorCode || NO_ERROR[outcomeOf(entry)];
}

function toRow(entry: ProvisioningLogEntry): ChangeRow {
  const { targetIdentity, provisioningStatusInfo, modifiedProperties, activityDateTime, provisioningAction } = entry;
  const error = provisioningStatusInfo.errorInformation;
  const user = showInvisible(userNameOf(entry));
  const account = showInvisible(targetIdentity.displayName || targetIdentity.id);
  const failed = provisioningStatusInfo.status !== "success";
  return [
    showInvisible(activityDateTime),
    user,
    account === user ? "" : account,
    ACTION_NAMES[provisioningAction],
    OUTCOME_NAMES[outcomeOf(entry)],
    showInvisible(reasonCodeOf(entry)),
    [failed ? (error?.reason ?? "") : "", ...droppedValues(entry)].filter(Boolean).map(showInvisible).join("; "),
    modifiedProperties
      .slice(0, MAX_PROPERTIES)
      .map(
        ({ displayName, oldValue, newValue }) =>
          [showInvisible(displayName), showValue(oldValue), showValue(newValue)] as const,
      ),
  ];
}

function showValue(value: string | null): string | null {
  return value === null ? null : showInvisible(value);
}
