/** A required text says something: white space alone would pass for a value and show nothing (RFC 7643 §4.1.1: a "non-empty" user name). */
import { ScimError } from "../../errors.ts";
import type { AttributeNode, AttributeTree, Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonObject } from "../http/json.ts";

/**
 * Looks at what is written; a blank text that was kept before stays, so that the rest of its resource can be changed.
 *
 * @throws ScimError 400 `invalidValue` for a blank text.
 */
export type RequireText = (written: JsonObject, before: JsonObject | undefined) => void;

/** Prepares the check for the required texts of a resource type and its extensions. */
export function compileRequiredText({ attributes, extensions }: AttributeTree): RequireText {
  const own = textsOf(attributes);
  const others = [...extensions.values()].map(({ urn, attributes: more }) => ({ urn, nodes: textsOf(more) }));
  return (written, before) => {
    refuseBlank(own, written, before);
    for (const { urn, nodes } of others) refuseBlank(nodes, partOf(written[urn]), partOf(before?.[urn]));
  };
}

function textsOf(attributes: ReadonlyMap<string, AttributeNode>): readonly AttributeNode[] {
  return [...attributes.values()].filter(({ type, required, multiValued }) => {
    return type === "string" && required && !multiValued;
  });
}

function partOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function refuseBlank(nodes: readonly AttributeNode[], written: JsonObject, before: JsonObject | undefined): void {
  for (const { name, path } of nodes) {
    const value = written[name];
    if (typeof value !== "string" || value.trim() !== "" || value === before?.[name]) continue;
    throw new ScimError(`${path}: must hold more than white space`, { status: 400, scimType: "invalidValue" });
  }
}
