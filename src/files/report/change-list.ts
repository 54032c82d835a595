import type { ProvisioningLogEntry } from "../../provisioning/index.ts";
import { scriptJson, visible } from "./text.ts";
import { OUTCOMES, type Outcome, outcomeOf } from "./timeline.ts";
import { ACTION_NAMES, OUTCOME_NAMES } from "./wording.ts";

/** One change as the page holds it: a tuple, as there may be many. */
export type ChangeRow = readonly [
  time: string,
  person: string,
  /** The account's name or id, where it differs from the person's. */
  account: string,
  action: string,
  outcome: string,
  /** Code of a failure or a skip, and its reason; both empty when all went well. */
  code: string,
  reason: string,
  properties: readonly (readonly [attribute: string, before: string | null, after: string | null])[],
];

/** Rows of one script element. */
const BLOCK = 200;
/** Properties of one change that are shown. */
const MAX_PROPERTIES = 200;
/** Most text that the page holds as changes, in UTF-16 code units: what a browser opens without effort. */
const MAX_TEXT = 33_554_432;

/**
 * Changes on their way into the page: in blocks of JSON, each in a script element that no browser executes. Each outcome has its own limit, so that
 * a failure is not crowded out by a hundred thousand creates.
 */
export class Changes {
  readonly #limit: number;
  readonly #shown: Record<Outcome, number> = { changed: 0, skipped: 0, failed: 0 };
  #block: string[] = [];
  #text = 0;

  /** @param limit - Most changes of each outcome. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Changes that the page holds. */
  get shown(): number {
    return OUTCOMES.reduce((sum, outcome) => sum + this.#shown[outcome], 0);
  }

  /** Takes a change; the HTML of a block when one is full, else nothing. */
  add(entry: ProvisioningLogEntry): string {
    const outcome = outcomeOf(entry);
    if (this.#shown[outcome] >= this.#limit || this.#text >= MAX_TEXT) return "";
    this.#shown[outcome] += 1;
    const row = scriptJson(toRow(entry));
    this.#text += row.length;
    this.#block.push(row);
    return this.#block.length < BLOCK ? "" : this.flush();
  }

  /** The HTML of the block that is not full yet. */
  flush(): string {
    const rows = this.#block;
    this.#block = [];
    return rows.length === 0 ? "" : `<script type="application/json" class="changes">[${rows.join(",\n")}]</script>\n`;
  }
}

/** Name of the user of an entry, for people. */
export function nameOf({ sourceIdentity, targetIdentity }: ProvisioningLogEntry): string {
  return sourceIdentity.displayName || targetIdentity.displayName || sourceIdentity.id || targetIdentity.id;
}

function toRow(entry: ProvisioningLogEntry): ChangeRow {
  const { targetIdentity, provisioningStatusInfo, modifiedProperties, activityDateTime, provisioningAction } = entry;
  const error = provisioningStatusInfo.errorInformation;
  const person = visible(nameOf(entry));
  const account = visible(targetIdentity.displayName || targetIdentity.id);
  const failed = provisioningStatusInfo.status !== "success";
  return [
    visible(activityDateTime),
    person,
    account === person ? "" : account,
    ACTION_NAMES[provisioningAction],
    OUTCOME_NAMES[outcomeOf(entry)],
    failed ? visible(error?.errorCode ?? "") : "",
    failed ? visible(error?.reason ?? "") : "",
    modifiedProperties
      .slice(0, MAX_PROPERTIES)
      .map(({ displayName, oldValue, newValue }) => [visible(displayName), shown(oldValue), shown(newValue)] as const),
  ];
}

function shown(value: string | null): string | null {
  return value === null ? null : visible(value);
}
