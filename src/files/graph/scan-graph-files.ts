import { incomplete, invalid } from "../reading/open-file.ts";
import { Rounds } from "./delta-rounds.ts";
import { type GraphFiles, graphEvents } from "./graph-events.ts";
import { graphAttributes } from "./user-attributes.ts";

/** What a complete pass over the files found. */
export interface GraphSurvey {
  /** File to the fingerprint it had. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** Undefined when there are too many to list. */
  readonly attributeNames: ReadonlySet<string> | undefined;
  readonly userCount: number;
  readonly rounds: Rounds;
}

/** More names than any directory has. */
const MAX_NAMES = 2_000;

/**
 * Reads the files once, from end to end, and keeps what can be kept in little memory.
 *
 * @throws ProvisioningError as `describe` of the directory does.
 */
export async function survey(files: Omit<GraphFiles, "onFile">): Promise<GraphSurvey> {
  const path = files.paths.at(-1) ?? "";
  const fingerprints = new Map<string, string>();
  const names = new Set<string>();
  const rounds = new Rounds();
  let userCount = 0;
  let hasValues = false;
  const onFile = (file: string, fingerprint: string) => {
    if (fingerprints.has(file)) throw invalid(file, "is given twice");
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
    const attributes = graphAttributes(event.item);
    addNames(names, Object.keys(attributes));
    hasValues ||= Object.entries(attributes).some(([name, value]) => name !== "id" && value !== null);
  }
  if (userCount === 0) throw incomplete(path, "holds no users");
  if (files.query === "delta" && rounds.sizeOfFirst === 0)
    throw incomplete(
      path,
      "the first round holds no users; expected a full round, not one that began with $deltatoken=latest",
    );
  // Graph answers so, without an error, when a permission is missing.
  if (!hasValues)
    throw incomplete(path, "the users have ids and nothing else; a permission to read them seems to be missing");
  return { fingerprints, attributeNames: names.size > MAX_NAMES ? undefined : names, userCount, rounds };
}

function addNames(names: Set<string>, more: Iterable<string>): void {
  for (const name of more) if (names.size <= MAX_NAMES) names.add(name);
}
