/** Which values count as present. */
import type { AttributeNode } from "../models/attribute-tree.ts";
import type { Test } from "./comparison.ts";
import { isSecret, type Place } from "./scope.ts";

/**
 * RFC 7644 §3.4.2.2, `pr`: "a non-empty or non-null value, or […] a non-empty node for complex attributes"; RFC 7643 §2.5: null and an empty list are no value. So
 * the empty string is absent, and zero and false are present. A secret part of a complex value does not count: its presence is not told.
 */
export function presenceOf({ node, extension }: Place): Test {
  if (extension !== undefined) return anyMember(extension.attributes);
  return node === undefined || node.type !== "complex" ? isPresent : anyMember(node.subAttributes);
}

function anyMember(attributes: ReadonlyMap<string, AttributeNode>): Test {
  const members = [...attributes.values()]
    .filter((node) => !isSecret(node))
    .map(({ name, multiValued, ...node }) => {
      const present = presenceOf({ steps: [], node: { name, multiValued, ...node } });
      return { name, present: multiValued ? some(present) : present };
    });
  return (value) => isRecord(value) && members.some(({ name, present }) => present(value[name]));
}

function isPresent(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : typeof value === "number" || typeof value === "boolean";
}

/** A test that any element of a list may satisfy. */
export function some(test: Test): Test {
  return (list) => {
    if (!Array.isArray(list)) return false;
    for (const element of list) if (test(element)) return true;
    return false;
  };
}

/** Whether a value is an object whose members can be read. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
