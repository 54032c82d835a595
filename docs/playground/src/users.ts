/** Reads users of a directory that were pasted or opened, as CSV or JSON, by the rules of the command line. */
import { rejectCut, spellUser } from "../../../src/files/graph/powershell-user.ts";
import { PageSequence, requireUser, USER_LAYOUT } from "../../../src/files/graph/user-pages.ts";
import { ActivityCheck } from "../../../src/files/reading/activity-check.ts";
import { incompleteSource, invalidSource } from "../../../src/files/reading/file-errors.ts";
import { NotJson } from "../../../src/files/reading/json-object.ts";
import { type JsonPart, JsonSplitter } from "../../../src/files/reading/json-splitter.ts";
import { lineAndColumnIn } from "../../../src/files/reading/line-and-column.ts";
import { userAttributes } from "../../../src/graph-users/user-attributes.ts";
import { canonicalId } from "../../../src/internal/object-id.ts";
import { isActive } from "../../../src/provisioning/mapping/scoping-filter.ts";
import { ACTIVE_ATTRIBUTE, SOFT_DELETED_ATTRIBUTE } from "../../../src/provisioning/mapping/source-attributes.ts";
import type { SourceUser } from "../../../src/provisioning/ports/source.ts";
import { MAX_USERS, readCsvUsers } from "./csv.ts";
import { orProblem, type Read, type Sample } from "./sample.ts";

/** Longest text of users, in characters. */
export const MAX_DIRECTORY = 1_000_000;

/**
 * The users of a text: CSV in every dialect of the command line, or JSON of Graph or PowerShell: pages, lists,
 * one user, or one user a line.
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
  return orProblem(() => readJsonUsers("JSON", text, attributes).map(sampleOf));
}

function readJsonUsers(name: string, text: string, attributes: readonly string[]): readonly SourceUser[] {
  const keep = new Set(attributes);
  const items = listedUsers(name, new TextEncoder().encode(text)).slice(0, MAX_USERS);
  if (items.length === 0) throw incompleteSource(name, "holds no users");
  const activity = new ActivityCheck("users");
  const users = items.map(({ item: written, location }, index) => {
    const { item, cut } = spellUser(written, keep);
    if (index === 0) requireUser(name, item, location);
    rejectCut(name, { cut, location }, keep);
    const user = userAttributes(item);
    const active = user[ACTIVE_ATTRIBUTE];
    if (active !== undefined) activity.add(active, location);
    return { id: canonicalId(String(user["id"] ?? "")), attributes: user };
  });
  activity.finish(name);
  return users;
}

/** The objects of a list of users, of which no page is missing. */
function listedUsers(name: string, bytes: Uint8Array): readonly Extract<JsonPart, { kind: "item" }>[] {
  const splitter = new JsonSplitter(name, USER_LAYOUT);
  const pages = new PageSequence("list");
  const items: Extract<JsonPart, { kind: "item" }>[] = [];
  try {
    for (const part of splitter.split(bytes)) {
      if (part.kind === "container") pages.addPage(name, part);
      else {
        pages.addUser(name, part.location, part.list !== undefined && part.list.length > 0);
        items.push(part);
      }
    }
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw invalidSource(name, `${error.location}is not JSON at ${lineAndColumnIn(bytes, error.offset)}`);
  }
  splitter.end();
  pages.end(name);
  return items;
}

/** The attributes of a user, and that which the engine computes: without a scope, it shows who is disabled. */
function sampleOf(user: SourceUser): Sample {
  return { attributes: { ...user.attributes, [SOFT_DELETED_ATTRIBUTE]: !isActive(user) }, roles: undefined };
}
