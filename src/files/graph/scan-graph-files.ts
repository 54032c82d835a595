/** The first of the two passes over Graph files: verifies them, and collects what the second pass needs. */
import { incompleteSource, invalidSource } from "../reading/file-errors.ts";
import { DeltaRounds } from "./delta-rounds.ts";
import { type GraphFiles, graphEvents } from "./graph-events.ts";
import { userAttributes } from "./user-attributes.ts";

/** What a complete pass over the files found. */
export interface GraphScan {
  /** Path of each file to its fingerprint. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** Undefined when there are too many to list. */
  readonly attributeNames: ReadonlySet<string> | undefined;
  readonly userCount: number;
  readonly rounds: DeltaRounds;
}

/** More names than any directory has. */
const MAX_NAMES = 2_000;

/**
 * Reads the files once, from end to end, in little memory.
 *
 * @throws ProvisioningError as `describe` of the directory does.
 */
export async function scanGraphFiles(files: Omit<GraphFiles, "onFile">): Promise<GraphScan> {
  const path = files.paths.at(-1) ?? "";
  const fingerprints = new Map<string, string>();
  const names = new Set<string>();
  const rounds = new DeltaRounds();
  let userCount = 0;
  let hasValues = false;
  const onFile = (file: string, fingerprint: string) => {
    if (fingerprints.has(file)) throw invalidSource(file, "is given twice");
    fingerprints.set(file, fingerprint);
  };
  for await (const event of graphEvents({ ...files, onFile })) {
    if (event.kind === "page") {
      addNames(names, event.selected);
      if (event.deltaLink !== undefined) rounds.end(event.deltaLink);
      continue;
    }
    if (files.query === "delta") rounds.add(event.id);
    if (event.kind === "removed") continue;
    userCount += 1;
    const attributes = userAttributes(event.item);
    addNames(names, Object.keys(attributes));
    hasValues ||= Object.entries(attributes).some(([name, value]) => name !== "id" && value !== null);
  }
  if (userCount === 0) throw incompleteSource(path, "holds no users");
  if (files.query === "delta" && rounds.sizeOfFirst === 0)
    throw incompleteSource(
      path,
      "the first round holds no users; expected a full round, not one that began with $deltatoken=latest",
    );
  // Graph responds so, without an error, when a permission is missing.
  if (!hasValues)
    throw incompleteSource(path, "the users have ids and nothing else; a permission to read them seems to be missing");
  return { fingerprints, attributeNames: names.size > MAX_NAMES ? undefined : names, userCount, rounds };
}

function addNames(names: Set<string>, more: Iterable<string>): void {
  for (const name of more) if (names.size <= MAX_NAMES) names.add(name);
}
