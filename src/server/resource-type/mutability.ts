/**
 * Applies the mutability of attributes to a whole resource: `readOnly`, `immutable` and `writeOnly` (RFC 7644 §3.3 and
 * §3.5.1).
 *
 * PATCH applies its own.
 */
import { ScimError } from "../../errors.ts";
import { isUnassigned, valuesEqual } from "../../internal/values.ts";
import type { AttributeNode, AttributeTree, ExtensionNode, Json, JsonObject } from "../../models/attribute-tree.ts";
import { isJsonList, isJsonObject } from "../../models/json.ts";
import { findByKey, immutableParts } from "../../patch/immutable-parts.ts";

/** An attribute that is not readWrite, or that has sub-attributes that are not. */
interface Restriction {
  /** Name of the attribute, or URN of the extension. */
  readonly name: string;
  /** Undefined for an extension. */
  readonly node: AttributeNode | undefined;
  readonly parts: readonly Restriction[];
  /** The parts that stay when the whole value is not sent. */
  readonly kept: readonly Restriction[];
  /** Names of the parts that stay in an element of a list when another one with its key takes its place. */
  readonly keptInElements: readonly string[];
}

/**
 * Combines what a client sent with the stored resource: `readOnly` values are ignored and stay as they are, an
 * `immutable` value that is set must not differ and stays when it is not sent, and a `writeOnly` value that was not
 * sent stays, because no client can send it back.
 *
 * @param before - the stored resource; undefined on create.
 * @throws ScimError 400 `mutability` for an immutable value that differs.
 */
export type ApplyMutability = (input: JsonObject, before: JsonObject | undefined) => JsonObject;

/** Compiles the mutability of a resource type. */
export function compileMutability(tree: AttributeTree): ApplyMutability {
  const restrictions = [
    ...restricted(tree.attributes),
    ...[...tree.extensions.values()].map(restrictedExtension).filter(({ parts }) => parts.length > 0),
  ];
  return (input, before) => applyAll(restrictions, input, before);
}

function restricted(nodes: ReadonlyMap<string, AttributeNode>): readonly Restriction[] {
  return [...nodes.values()]
    .map((node): Restriction => {
      const parts = restricted(node.subAttributes);
      // What is readOnly or writeOnly in a single value belongs to the value.
      const kept = node.multiValued ? [] : parts.filter(isImmutable);
      const keptInElements = immutableParts(node).map(({ name }) => name);
      return { name: node.name, node, parts, kept, keptInElements };
    })
    .filter(({ node, parts }) => node?.mutability !== "readWrite" || parts.length > 0);
}

function restrictedExtension({ urn, attributes }: ExtensionNode): Restriction {
  const parts = restricted(attributes);
  return { name: urn, node: undefined, parts, kept: parts, keptInElements: [] };
}

function isImmutable({ node, kept }: Restriction): boolean {
  return node?.mutability === "immutable" || kept.length > 0;
}

function applyAll(restrictions: readonly Restriction[], input: JsonObject, before: JsonObject | undefined): JsonObject {
  let output: Record<string, Json | undefined> | undefined;
  for (const restriction of restrictions) {
    const given = input[restriction.name];
    const value = apply(restriction, given, before?.[restriction.name]);
    if (value === given) continue;
    output ??= { ...input };
    if (value === undefined) Reflect.deleteProperty(output, restriction.name);
    else output[restriction.name] = value;
  }
  return output ?? input;
}

function apply(restriction: Restriction, given: Json | undefined, stored: Json | undefined): Json | undefined {
  const { node, parts, kept } = restriction;
  switch (node?.mutability) {
    case "readOnly":
      return stored;
    case "writeOnly":
      return given ?? stored;
    case "immutable":
      if (stored === undefined) return given;
      if (given !== undefined && !valuesEqual(given, stored, node)) {
        throw new ScimError(`${node.path} is immutable and already has another value.`, {
          status: 400,
          scimType: "mutability",
        });
      }
      return stored;
    default:
      if (isJsonList(given)) return applyToElements(restriction, given, stored);
      return given === undefined && kept.length > 0
        ? applyToParts(kept, {}, stored)
        : applyToParts(parts, given, stored);
  }
}

/**
 * The elements of a list count as new: their readOnly values are dropped, and nothing stored is kept in them but what
 * is immutable in the stored element with the same key.
 */
function applyToElements(
  { node, parts, keptInElements }: Restriction,
  given: readonly Json[],
  stored: Json | undefined,
): Json | undefined {
  const isKept = node !== undefined && keptInElements.length > 0 && isJsonList(stored);
  const storedFor = isKept ? findByKey(stored, node) : undefined;
  const elements = given
    .map((element) => applyToParts(parts, element, pick(storedFor?.(element), keptInElements)))
    .filter((element) => element !== undefined);
  return elements.length === 0 ? undefined : elements;
}

function pick(element: Json | undefined, names: readonly string[]): JsonObject | undefined {
  if (!isJsonObject(element)) return undefined;
  return Object.fromEntries(names.map((name) => [name, element[name]]));
}

function applyToParts(
  parts: readonly Restriction[],
  given: Json | undefined,
  stored: Json | undefined,
): Json | undefined {
  if (!isJsonObject(given)) return given;
  const value = applyAll(parts, given, isJsonObject(stored) ? stored : undefined);
  return isUnassigned(value) ? undefined : value;
}
