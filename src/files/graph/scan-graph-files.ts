/** The first of the two passes over Graph files: verifies them, and collects what the second pass needs. */

import { type Attributes, userAttributes } from "../../graph-users/user-attributes.ts";
import { ACTIVE_ATTRIBUTE } from "../../provisioning/mapping/source-attributes.ts";
import { ActivityCheck } from "../reading/activity-check.ts";
import { incompleteSource, invalidSource } from "../reading/file-errors.ts";
import { DeltaRounds } from "./delta-rounds.ts";
import { type GraphFiles, graphEvents } from "./graph-events.ts";
import { rejectCut } from "./powershell-user.ts";

/** What a complete pass over the files found. */
export interface GraphScan {
  /** Path of each file to its fingerprint. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** Undefined when there are too many to list. */
  readonly attributeNames: ReadonlySet<string> | undefined;
  readonly userCount: number;
  readonly rounds: DeltaRounds;
  /** Names of attributes that stay as they are when a file has the names of PowerShell. */
  readonly keep: ReadonlySet<string>;
}

/** More names than any directory has. */
const MAX_NAMES = 2_000;

/**
 * Reads the files once, from end to end, in little memory.
 *
 * @param reads - Attributes that the job reads; undefined when they are not known.
 * @throws ProvisioningError as `describe` of the directory does.
 */
export async function scanGraphFiles(
  files: Omit<GraphFiles, "onFile" | "keep">,
  reads: readonly string[] | undefined,
): Promise<GraphScan> {
  const keep = new Set(reads);
  const path = files.paths.at(-1) ?? "";
  const fingerprints = new Map<string, string>();
  const names = new Set<string>();
  const rounds = new DeltaRounds();
  const activity = new ActivityCheck("users");
  let userCount = 0;
  let hasValues = false;
  const onFile = (file: string, fingerprint: string) => {
    if (fingerprints.has(file)) throw invalidSource(file, "is given twice");
    fingerprints.set(file, fingerprint);
  };
  for await (const event of graphEvents({ ...files, onFile, keep })) {
    if (event.kind === "page") {
      addNames(names, event.selected);
      if (event.deltaLink !== undefined) rounds.end(event.deltaLink);
      continue;
    }
    if (files.query === "delta") rounds.add(event.id);
    if (event.kind === "removed") continue;
    userCount += 1;
    const attributes = userAttributes(event.item);
    rejectCut(event.path, event, keep);
    const active = attributes[ACTIVE_ATTRIBUTE];
    if (files.query === "list" && active !== undefined) activity.add(active, event.location);
    addNames(names, namesWithValues(attributes));
    hasValues ||= Object.entries(attributes).some(([name, value]) => name !== "id" && value !== null && value !== "");
  }
  // Where nobody has it, the source does not have the attribute, which is another error.
  if (names.has(ACTIVE_ATTRIBUTE)) activity.finish(path);
  if (userCount === 0) throw incompleteSource(path, "holds no users");
  if (files.query === "delta" && rounds.sizeOfFirst === 0)
    throw incompleteSource(
      path,
      "the first round holds no users; expected a full round, not one that began with $deltatoken=latest",
    );
  // Graph responds so, without an error, when a permission is missing.
  if (!hasValues)
    throw incompleteSource(path, "the users have ids and nothing else; a permission to read them seems to be missing");
  return { fingerprints, attributeNames: names.size > MAX_NAMES ? undefined : names, userCount, rounds, keep };
}

/** The names of the attributes; not that of an activity which nobody knows. */
function namesWithValues(attributes: Attributes): readonly string[] {
  return Object.keys(attributes).filter((name) => name !== ACTIVE_ATTRIBUTE || attributes[name] !== "");
}

function addNames(names: Set<string>, more: Iterable<string>): void {
  for (const name of more) if (names.size <= MAX_NAMES) names.add(name);
}
