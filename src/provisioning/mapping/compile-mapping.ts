/**
 * Attribute mappings, compiled against the target.
 */
import { isExpressionError, isFilterSyntaxError, ProvisioningError } from "../../errors.ts";
import { compileExpression, type Expression } from "../../expression/index.ts";
import type { AttributeNode, Described } from "../../models/attribute-tree.ts";
import { type CompiledPath, compilePath } from "../../patch/index.ts";
import type { AttributeMapping, ObjectMapping } from "./schema.ts";

/** When the value of a mapping is written: always; on creation; as values beside those that are there; or where there is none. */
export type WriteMode = "always" | "onCreate" | "addValues" | "whenEmpty";

/** One attribute mapping, compiled against the target's User. */
export interface CompiledAttribute {
  /** Target attribute as the mapping spells it. */
  readonly target: string;
  readonly path: CompiledPath;
  /** The attribute or sub-attribute that the path ends at. */
  readonly node: AttributeNode;
  readonly expression: Expression | undefined;
  readonly defaultValue: string | undefined;
  readonly writeMode: WriteMode;
  /** Whether it is sent with every change of the user, also when the account has the value already. */
  readonly flowAlways: boolean;
  /** Whether a value that is gone is removed from the account. */
  readonly flowNull: boolean;
  /** Whether no account is made without a value. */
  readonly required: boolean;
  /** Whether the value is the object id of another user, which stands for that user's account. */
  readonly reference: boolean;
  /** Whether the value is chosen by asking the target, by `SelectUniqueValue`: once, when the account is created. */
  readonly unique: boolean;
  /** Whether the value must not reach a log. */
  readonly redacted: boolean;
  /** Whether it tells the target that a user is disabled. */
  readonly readsSoftDeleted: boolean;
}

/** All attribute mappings of users. */
export interface CompiledMapping {
  /** The target's User. */
  readonly type: Described;
  readonly attributes: readonly CompiledAttribute[];
  /** Matching attributes, most important first. */
  readonly matching: readonly CompiledAttribute[];
  /** Attributes that refer to other users. */
  readonly references: readonly CompiledAttribute[];
  /** Attributes whose value is chosen when an account is created. */
  readonly unique: readonly CompiledAttribute[];
  /** Source attributes that the mappings read, as they spell them. */
  readonly sourceAttributes: ReadonlySet<string>;
  /** Attributes whose value must not reach a log. */
  readonly redacted: readonly CompiledAttribute[];
  /** Source attributes that only redacted mappings read. */
  readonly secretSourceAttributes: ReadonlySet<string>;
}

/**
 * Compiles the attribute mappings of users.
 *
 * @throws ProvisioningError `invalid_mapping`, naming the place: an expression that does not parse, a target attribute that the target does not
 *   have, two mappings for one attribute, no matching attribute.
 */
export function compileMapping(mapping: ObjectMapping, type: Described): CompiledMapping {
  const compiled = mapping.attributes.map((attribute) => ({ attribute, result: compileAttribute(attribute, type) }));
  requireDistinctTargets(mapping.attributes);
  const attributes = compiled.map(({ result }) => result);
  const matching = compiled
    .filter(({ attribute }) => attribute.matchingPriority > 0)
    .sort((a, b) => a.attribute.matchingPriority - b.attribute.matchingPriority)
    .map(({ result }) => result);
  if (matching.length === 0) {
    throw new ProvisioningError(
      "invalid_mapping",
      "no attribute mapping has a matchingPriority above 0, so no account could be found again",
    );
  }
  const open = new Set(attributes.filter((attribute) => !attribute.redacted).flatMap(sourceAttributesOf));
  const reads = new Set(attributes.flatMap(sourceAttributesOf));
  const references = attributes.filter(({ reference }) => reference);
  const unique = attributes.filter((attribute) => attribute.unique);
  return {
    type,
    attributes,
    matching,
    references,
    unique,
    sourceAttributes: reads,
    redacted: attributes.filter((attribute) => attribute.redacted),
    secretSourceAttributes: new Set([...reads].filter((name) => !open.has(name))),
  };
}

function sourceAttributesOf(attribute: CompiledAttribute): readonly string[] {
  return attribute.expression?.attributes ?? [];
}

function compileAttribute(mapping: AttributeMapping, type: Described): CompiledAttribute {
  const path = compileTargetPath(mapping, type);
  const node = path.subAttribute ?? path.attribute;
  if (node === undefined || node.path === "id" || node.mutability === "readOnly") {
    throw new ProvisioningError(
      "invalid_mapping",
      `${mapping.place}.targetAttributeName: ${JSON.stringify(mapping.target)} cannot be written`,
    );
  }
  const expression =
    mapping.expression === undefined ? undefined : compileSourceExpression(mapping.expression, mapping);
  const unique = expression?.functions.includes("SelectUniqueValue") ?? false;
  const reference = expression !== undefined && isReference(path);
  if (mapping.matchingPriority > 0) requireMatchable(mapping, node, reference);
  if (mapping.flowNullValues && (node.multiValued || mapping.matchingPriority > 0)) {
    const problem = node.multiValued ? "has many values" : "finds the account again";
    throw new ProvisioningError("invalid_mapping", `${mapping.place}.flowNullValues: ${mapping.target} ${problem}`);
  }
  return {
    target: mapping.target,
    path,
    node,
    expression,
    defaultValue: mapping.defaultValue,
    writeMode: unique ? "onCreate" : toWriteMode(mapping.flowType, node),
    flowAlways: mapping.flowBehavior === "FlowAlways",
    flowNull: mapping.flowNullValues,
    required: mapping.required,
    reference,
    unique,
    redacted: expression?.redacted ?? false,
    readsSoftDeleted: expression?.attributes.includes("IsSoftDeleted") ?? false,
  };
}

/** A filter finds an account by one plain value, which is known before there is an account. */
function requireMatchable({ target, place }: AttributeMapping, node: AttributeNode, reference: boolean): void {
  const problem = node.multiValued
    ? "has many values"
    : reference
      ? "refers to another account"
      : node.type === "complex"
        ? "is complex"
        : undefined;
  if (problem === undefined) return;
  throw new ProvisioningError(
    "invalid_mapping",
    `${place}.matchingPriority: ${target} ${problem}, so no account can be found by it`,
  );
}

function toWriteMode(type: AttributeMapping["flowType"], { multiValued }: AttributeNode): WriteMode {
  switch (type) {
    case "Always":
      return "always";
    case "ObjectAddOnly":
      return "onCreate";
    case "MultiValueAddOnly":
      return multiValued ? "addValues" : "always";
    case "ValueAddOnly":
      return multiValued ? "addValues" : "whenEmpty";
    case "AttributeAddOnly":
      return "whenEmpty";
  }
}

/** A complex attribute with a `$ref` to a User, as `manager` of RFC 7643 §4.3 is; or its `value`. */
function isReference({ attribute, subAttribute }: CompiledPath): boolean {
  if (attribute === undefined || attribute.multiValued) return false;
  const refersToUser = attribute.subAttributes.get("$ref")?.referenceTypes.includes("User") ?? false;
  return refersToUser && (subAttribute === undefined || subAttribute.name === "value");
}

function compileTargetPath(mapping: AttributeMapping, type: Described): CompiledPath {
  try {
    return compilePath(mapping.target, type);
  } catch (error) {
    const reason = isFilterSyntaxError(error)
      ? `${error.message}\n${error.caret}`
      : error instanceof Error
        ? error.message
        : "not a SCIM path";
    throw new ProvisioningError(
      "invalid_mapping",
      `${mapping.place}.targetAttributeName: ${JSON.stringify(mapping.target)} is no attribute of the target: ${reason}`,
    );
  }
}

function compileSourceExpression(text: string, mapping: AttributeMapping): Expression {
  try {
    return compileExpression(text, { matching: mapping.matchingPriority > 0 });
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    throw new ProvisioningError(
      "invalid_mapping",
      `${mapping.place}.source.expression (${mapping.target}): ${error.message}\n${error.caret}`,
      {
        cause: error,
      },
    );
  }
}

function requireDistinctTargets(mappings: readonly AttributeMapping[]): void {
  const places = new Map<string, string>();
  for (const mapping of mappings) {
    const key = mapping.target.toLowerCase();
    const first = places.get(key);
    if (first !== undefined) {
      throw new ProvisioningError(
        "invalid_mapping",
        `${mapping.place}: ${JSON.stringify(mapping.target)} is mapped a second time, first at ${first}`,
      );
    }
    places.set(key, mapping.place);
  }
}
