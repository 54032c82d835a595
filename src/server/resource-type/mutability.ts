/** What a client may not write: `readOnly`, `immutable` and `writeOnly` attributes in a whole resource (RFC 7644 §3.3 and §3.5.1). PATCH has its own. */
import { ScimError } from "../../errors.ts";
import { isUnassigned, valuesEqual } from "../../internal/values.ts";
import type { AttributeNode, AttributeTree, ExtensionNode, Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonList, isJsonObject } from "../http/json.ts";

/** An attribute that is not plainly readWrite, or that has such parts. */
interface Restriction {
  readonly name: string;
  /** Undefined for an extension. */
  readonly node: AttributeNode | undefined;
  readonly parts: readonly Restriction[];
}

/** Brings what a client sent together with what is there; `before` is undefined on create. */
export type MutabilityGuard = (input: JsonObject, before: JsonObject | undefined) => JsonObject;

/**
 * Compiles the guard of a resource type: `readOnly` values are ignored and stay as they are, an `immutable` value that is set must not differ, a
 * `writeOnly` value that is not sent stays, since no client can send it back.
 *
 * The guard throws a ScimError 400 `mutability` for an immutable value that differs.
 */
export function compileMutability(tree: AttributeTree): MutabilityGuard {
  const restrictions = [
    ...restricted(tree.attributes),
    ...[...tree.extensions.values()].map(restrictedExtension).filter(({ parts }) => parts.length > 0),
  ];
  return (input, before) => settle(restrictions, input, before);
}

function restricted(nodes: ReadonlyMap<string, AttributeNode>): readonly Restriction[] {
  return [...nodes.values()]
    .map((node): Restriction => ({ name: node.name, node, parts: restricted(node.subAttributes) }))
    .filter(({ node, parts }) => node?.mutability !== "readWrite" || parts.length > 0);
}

function restrictedExtension({ urn, attributes }: ExtensionNode): Restriction {
  return { name: urn, node: undefined, parts: restricted(attributes) };
}

function settle(restrictions: readonly Restriction[], input: JsonObject, before: JsonObject | undefined): JsonObject {
  let output: Record<string, Json | undefined> | undefined;
  for (const restriction of restrictions) {
    const given = input[restriction.name];
    const value = settleValue(restriction, given, before?.[restriction.name]);
    if (value === given) continue;
    output ??= { ...input };
    if (value === undefined) Reflect.deleteProperty(output, restriction.name);
    else output[restriction.name] = value;
  }
  return output ?? input;
}

function settleValue({ node, parts }: Restriction, given: Json | undefined, kept: Json | undefined): Json | undefined {
  switch (node?.mutability) {
    case "readOnly":
      return kept;
    case "writeOnly":
      return given ?? kept;
    case "immutable":
      if (kept === undefined) return given;
      if (given !== undefined && !valuesEqual(given, kept, node)) {
        throw new ScimError(`${node.path} is immutable and has another value.`, {
          status: 400,
          scimType: "mutability",
        });
      }
      return kept;
    default:
      return settleParts(parts, given, kept);
  }
}

/** The elements of a list are new ones: nothing is kept in them, and what is readOnly is left out. */
function settleParts(parts: readonly Restriction[], given: Json | undefined, kept: Json | undefined): Json | undefined {
  if (isJsonList(given)) {
    const elements = given
      .map((element) => settleParts(parts, element, undefined))
      .filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isJsonObject(given)) return given;
  const value = settle(parts, given, isJsonObject(kept) ? kept : undefined);
  return isUnassigned(value) ? undefined : value;
}
