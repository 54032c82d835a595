/** Decides which values count as present. */
import type { AttributeNode } from "../models/attribute-tree.ts";
import type { ValueTest } from "./comparison.ts";
import { type AttributeLocation, isSecret } from "./name-lookup.ts";

/**
 * The test for presence. RFC 7644 §3.4.2.2, `pr`: "a non-empty or non-null value, or […] a non-empty node for complex
 * attributes"; RFC 7643 §2.5: null and an empty list are no value. So the empty string is absent; zero and false are
 * present. A secret sub-attribute of a complex value does not count, because its presence must not be revealed.
 */
export function presenceTest({ node, extension }: AttributeLocation): ValueTest {
  if (node !== undefined) return nodePresence(node);
  return anyMemberPresent(extension?.attributes ?? new Map());
}

function nodePresence(node: AttributeNode): ValueTest {
  return node.type === "complex" ? anyMemberPresent(node.subAttributes) : isPresent;
}

function anyMemberPresent(attributes: ReadonlyMap<string, AttributeNode>): ValueTest {
  const tests = [...attributes.values()]
    .filter((node) => !isSecret(node))
    .map((node) => memberTest(node, nodePresence(node)));
  return (value) => tests.some((test) => test(value));
}

function isPresent(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : typeof value === "number" || typeof value === "boolean";
}

/** A test on an object: whether its member of a name, or any element of the member when it is a list, passes a test. */
export function memberTest(
  { name, multiValued }: Pick<AttributeNode, "name" | "multiValued">,
  test: ValueTest,
): ValueTest {
  const inner = multiValued ? anyElement(test) : test;
  return (value) => isRecord(value) && inner(value[name]);
}

function anyElement(test: ValueTest): ValueTest {
  return (list) => {
    if (!Array.isArray(list)) return false;
    for (let index = 0; index < list.length; index++) if (test(list[index])) return true;
    return false;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
