/**
 * Rejects blank values of required strings (RFC 7643 §4.1.1: a "non-empty" user name): white space alone would count as
 * a value and show nothing.
 */
import { ScimError } from "../../errors.ts";
import type { AttributeNode, AttributeTree, Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonObject } from "../../models/json.ts";

/**
 * Checks a resource that is about to be written. A blank value that was stored before is accepted, so that the rest of
 * its resource can be changed.
 *
 * @throws ScimError 400 `invalidValue` for a blank value.
 */
export type RejectBlankStrings = (written: JsonObject, before: JsonObject | undefined) => void;

/** Compiles the check for the required strings of a resource type and its extensions. */
export function compileBlankStringCheck({ attributes, extensions }: AttributeTree): RejectBlankStrings {
  const core = requiredStrings(attributes);
  const others = [...extensions.values()].map((extension) => ({
    urn: extension.urn,
    nodes: requiredStrings(extension.attributes),
  }));
  return (written, before) => {
    rejectBlank(core, written, before);
    for (const { urn, nodes } of others) rejectBlank(nodes, objectOf(written[urn]), objectOf(before?.[urn]));
  };
}

function requiredStrings(attributes: ReadonlyMap<string, AttributeNode>): readonly AttributeNode[] {
  return [...attributes.values()].filter(({ type, required, multiValued }) => {
    return type === "string" && required && !multiValued;
  });
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function rejectBlank(nodes: readonly AttributeNode[], written: JsonObject, before: JsonObject | undefined): void {
  for (const { name, path } of nodes) {
    const value = written[name];
    if (typeof value !== "string" || value.trim() !== "" || value === before?.[name]) continue;
    throw new ScimError(`${path}: must hold more than white space`, { status: 400, scimType: "invalidValue" });
  }
}
