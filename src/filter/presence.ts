/** Which values count as present. */
import type { AttributeNode } from "../models/attribute-tree.ts";
import type { Test } from "./comparison.ts";
import { isSecret, type Place } from "./name-lookup.ts";

/**
 * RFC 7644 §3.4.2.2, `pr`: "a non-empty or non-null value, or […] a non-empty node for complex attributes"; RFC 7643 §2.5: null and an empty list are
 * no value. So the empty string is absent; zero and false are present. A secret part of a complex value does not count: its presence is not told.
 */
export function presenceOf({ node, extension }: Place): Test {
  if (node !== undefined) return presenceOfNode(node);
  return anyMember(extension?.attributes ?? new Map());
}

function presenceOfNode(node: AttributeNode): Test {
  return node.type === "complex" ? anyMember(node.subAttributes) : isPresent;
}

function anyMember(attributes: ReadonlyMap<string, AttributeNode>): Test {
  const tests = [...attributes.values()]
    .filter((node) => !isSecret(node))
    .map((node) => member(node, presenceOfNode(node)));
  return (value) => tests.some((test) => test(value));
}

function isPresent(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : typeof value === "number" || typeof value === "boolean";
}

/** A test on an object: whether its member of a name, or any element of it when it has several, satisfies a test. */
export function member({ name, multiValued }: Pick<AttributeNode, "name" | "multiValued">, test: Test): Test {
  const inner = multiValued ? some(test) : test;
  return (value) => isRecord(value) && inner(value[name]);
}

function some(test: Test): Test {
  return (list) => {
    if (!Array.isArray(list)) return false;
    for (let index = 0; index < list.length; index++) if (test(list[index])) return true;
    return false;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
