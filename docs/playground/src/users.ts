/** Reads users of a directory that were pasted or opened, as CSV or JSON, by the rules of the command line. */
import { rejectCut, spellUser } from "../../../src/files/graph/powershell-user.ts";
import { userAttributes } from "../../../src/files/graph/user-attributes.ts";
import { ActivityCheck } from "../../../src/files/reading/activity-check.ts";
import { incompleteSource, invalidSource } from "../../../src/files/reading/file-errors.ts";
import { writtenList } from "../../../src/files/reading/graph-list.ts";
import { describeOtherKind } from "../../../src/internal/graph-kinds.ts";
import { canonicalId } from "../../../src/internal/object-id.ts";
import { isActive } from "../../../src/provisioning/mapping/scoping-filter.ts";
import { ACTIVE_ATTRIBUTE, SOFT_DELETED_ATTRIBUTE } from "../../../src/provisioning/mapping/source-attributes.ts";
import type { SourceUser } from "../../../src/provisioning/ports/source.ts";
import { MAX_USERS, readCsvUsers } from "./csv.ts";
import { orProblem, type Read, readJson, type Sample } from "./sample.ts";

/** Longest text of users, in characters. */
export const MAX_DIRECTORY = 1_000_000;

/**
 * The users of a text: CSV in every dialect of the command line, or JSON of Graph or PowerShell.
 *
 * @param attributes - Attributes that the mappings read.
 */
export function readUsers(text: string, attributes: readonly string[]): Read<readonly Sample[]> {
  if (text.length > MAX_DIRECTORY) {
    return {
      problem: `At most ${MAX_DIRECTORY.toLocaleString("en")} characters, found ${text.length.toLocaleString("en")}`,
    };
  }
  if (!/^\uFEFF?\s*[[{]/.test(text)) return orProblem(() => readCsvUsers("CSV", text, attributes).map(sampleOf));
  const json = readJson(text.replace(/^\uFEFF/, ""), MAX_DIRECTORY);
  if ("problem" in json) return json;
  return orProblem(() => readJsonUsers("JSON", json.value, attributes).map(sampleOf));
}

function readJsonUsers(name: string, body: unknown, attributes: readonly string[]): readonly SourceUser[] {
  const keep = new Set(attributes);
  const items = writtenList(name, body, "", "user").slice(0, MAX_USERS);
  const [first] = items;
  if (first === undefined) throw incompleteSource(name, "holds no users");
  const other = describeOtherKind(first.item, "user");
  if (other !== undefined) throw invalidSource(name, other);
  const activity = new ActivityCheck("users");
  const users = items.map(({ item: written, location }) => {
    const { item, cut } = spellUser(written, keep);
    rejectCut(name, { cut, location }, keep);
    const user = userAttributes(item);
    const active = user[ACTIVE_ATTRIBUTE];
    if (active !== undefined) activity.add(active, location);
    return { id: canonicalId(String(user["id"] ?? "")), attributes: user };
  });
  activity.finish(name);
  return users;
}

/** The attributes of a user, and that which the engine computes: without a scope, it shows who is disabled. */
function sampleOf(user: SourceUser): Sample {
  return { attributes: { ...user.attributes, [SOFT_DELETED_ATTRIBUTE]: !isActive(user) }, roles: undefined };
}
