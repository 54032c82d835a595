/**
 * Attribute mappings, compiled against the target's User.
 */
import { isExpressionError, isFilterSyntaxError, ProvisioningError } from "../../errors.ts";
import { type Assumptions, compileExpression, type Expression } from "../../expression/index.ts";
import { errorMessage } from "../../internal/error-message.ts";
import type { Comparison } from "../../internal/values.ts";
import type { AttributeNode, ResourceTypeLike } from "../../models/attribute-tree.ts";
import { type CompiledPath, compilePath } from "../../patch/index.ts";
import { withDefinedAttributes } from "./defined-attributes.ts";
import { invalidExpression, invalidMapping } from "./invalid-mapping.ts";
import type { AttributeMapping, ObjectMapping } from "./schema.ts";
import { ACTIVE_ATTRIBUTE, SOFT_DELETED_ATTRIBUTE } from "./source-attributes.ts";

/**
 * When a value is written: in every change, only on creation, as values added to the existing ones, or where the
 * account has none.
 */
type WriteMode = "always" | "onCreate" | "addValues" | "whenEmpty";

/** One attribute mapping, compiled against the target's User. */
export interface CompiledAttribute {
  /** Target attribute as the mapping spells it. */
  readonly target: string;
  readonly path: CompiledPath;
  /** The attribute or sub-attribute at the end of the path. */
  readonly node: AttributeNode;
  /** How a wanted value compares with the known one: whether a change of case is a change. */
  readonly comparison: Comparison;
  readonly expression: Expression | undefined;
  readonly defaultValue: string | undefined;
  readonly writeMode: WriteMode;
  /** Whether the value is sent with every change of the user, even when the account has it already. */
  readonly flowAlways: boolean;
  /** Whether a value that is gone from the source is removed from the account. */
  readonly flowNull: boolean;
  /** Whether an account cannot be created without a value. */
  readonly required: boolean;
  /** Whether the value is the object id of another user, and stands for that user's account. */
  readonly reference: boolean;
  /** Whether `SelectUniqueValue` chooses the value by queries to the target, when the account is created. */
  readonly unique: boolean;
  /** Whether the value must not reach a log. */
  readonly redacted: boolean;
  /** Whether the value depends on `IsSoftDeleted`, and so disables an account. */
  readonly readsSoftDeleted: boolean;
  /** Whether the value is the account's `active`, taken from the user's `accountEnabled`. */
  readonly followsAccountEnabled: boolean;
}

/** All attribute mappings of users. */
export interface CompiledMapping {
  /** The target's User, with the custom attributes that the mapping defines. */
  readonly type: ResourceTypeLike;
  readonly attributes: readonly CompiledAttribute[];
  /** Matching attributes, most important first. */
  readonly matching: readonly CompiledAttribute[];
  /** Attributes that refer to other users. */
  readonly references: readonly CompiledAttribute[];
  /** Attributes whose unique value is chosen when an account is created. */
  readonly unique: readonly CompiledAttribute[];
  /** Source attributes that the mappings read, as they spell them. */
  readonly sourceAttributes: ReadonlySet<string>;
  /**
   * Source attributes that decide who has an active account: those that matching mappings read, the mappings that
   * disable an account, and those that may leave a user out.
   */
  readonly decisiveSourceAttributes: ReadonlySet<string>;
  /** Attributes whose value must not reach a log. */
  readonly redacted: readonly CompiledAttribute[];
  /** Source attributes that only redacted mappings read. */
  readonly secretSourceAttributes: ReadonlySet<string>;
}

/**
 * Compiles the attribute mappings of users.
 *
 * @throws ProvisioningError `invalid_mapping`, with the place: an expression that does not parse, a target attribute
 *   that the target does not have, two mappings of one attribute, no matching attribute.
 */
export function compileMapping(
  mapping: ObjectMapping,
  targetType: ResourceTypeLike,
  assumptions?: Assumptions,
): CompiledMapping {
  const type = withDefinedAttributes(targetType, mapping.attributes);
  const compiled = mapping.attributes.map((attribute) => ({
    attribute,
    result: compileAttribute(attribute, type, assumptions),
  }));
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
  const sourceAttributes = new Set(attributes.flatMap(sourceAttributesOf));
  const decisive = compiled.filter(({ attribute, result }) => isDecisive(attribute, result));
  const shown = new Set(attributes.filter((attribute) => !attribute.redacted).flatMap(sourceAttributesOf));
  return {
    type,
    attributes,
    matching,
    references: attributes.filter((attribute) => attribute.reference),
    unique: attributes.filter((attribute) => attribute.unique),
    sourceAttributes,
    decisiveSourceAttributes: new Set(decisive.flatMap(({ result }) => sourceAttributesOf(result))),
    redacted: attributes.filter((attribute) => attribute.redacted),
    secretSourceAttributes: new Set([...sourceAttributes].filter((name) => !shown.has(name))),
  };
}

function sourceAttributesOf(attribute: CompiledAttribute): readonly string[] {
  return attribute.expression?.attributes ?? [];
}

/** A name inside a string constant counts as well, which at worst makes an attribute decisive that need not be. */
function isDecisive(
  { matchingPriority, expression = "" }: AttributeMapping,
  { readsSoftDeleted, node }: CompiledAttribute,
): boolean {
  return matchingPriority > 0 || readsSoftDeleted || node.path === "active" || /\bIgnoreObjectFlow\b/i.test(expression);
}

function compileAttribute(
  mapping: AttributeMapping,
  type: ResourceTypeLike,
  assumptions: Assumptions | undefined,
): CompiledAttribute {
  const path = compileTargetPath(mapping, type);
  const node = path.subAttribute ?? path.attribute;
  if (node === undefined || node.path === "id" || node.mutability === "readOnly") {
    throw invalidMapping(`${mapping.place}.targetAttributeName`, `${JSON.stringify(mapping.target)} cannot be written`);
  }
  const expression =
    mapping.expression === undefined ? undefined : compileSourceExpression(mapping.expression, mapping, assumptions);
  const unique = expression?.functions.includes("SelectUniqueValue") ?? false;
  const reference = expression !== undefined && isReference(path);
  if (mapping.matchingPriority > 0) requireMatchable(mapping, node, reference);
  if (mapping.flowNullValues && (node.multiValued || mapping.matchingPriority > 0)) {
    const problem = node.multiValued ? "has many values" : "finds the account again";
    throw invalidMapping(`${mapping.place}.flowNullValues`, `${mapping.target} ${problem}`);
  }
  return {
    target: mapping.target,
    path,
    node,
    comparison: withCase(node, reference || mapping.caseExact),
    expression,
    defaultValue: mapping.defaultValue,
    writeMode: unique ? "onCreate" : toWriteMode(mapping.flowType, node, expression),
    flowAlways: mapping.flowBehavior === "FlowAlways",
    flowNull: mapping.flowNullValues,
    required: mapping.required,
    reference,
    unique,
    redacted: expression?.redacted ?? false,
    readsSoftDeleted: expression?.attributes.includes(SOFT_DELETED_ATTRIBUTE) ?? false,
    followsAccountEnabled: node.path === "active" && (expression?.attributes.includes(ACTIVE_ATTRIBUTE) ?? false),
  };
}

/** The comparison of an attribute, with strings compared exactly or without case at every level. */
function withCase({ type, path, subAttributes }: Comparison, caseExact: boolean): Comparison {
  const parts = [...(subAttributes ?? [])].map(([name, part]) => [name, withCase(part, caseExact)] as const);
  return { type, path, caseExact, subAttributes: new Map(parts) };
}

/** A filter finds an account by a single plain value, which is known before the account exists. */
function requireMatchable({ target, place }: AttributeMapping, node: AttributeNode, reference: boolean): void {
  const problem = node.multiValued
    ? "has many values"
    : reference
      ? "refers to another account"
      : node.type === "complex"
        ? "is complex"
        : undefined;
  if (problem === undefined) return;
  throw invalidMapping(`${place}.matchingPriority`, `${target} ${problem}, so no account can be found by it`);
}

/** Entra sends these roles as additions, so that it never removes one; the assertive function replaces them. */
const ADDING_FUNCTION = "AppRoleAssignmentsComplex";

function toWriteMode(
  type: AttributeMapping["flowType"],
  { multiValued }: AttributeNode,
  expression: Expression | undefined,
): WriteMode {
  switch (type) {
    case "Always":
      return multiValued && expression?.functions.includes(ADDING_FUNCTION) === true ? "addValues" : "always";
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

/** A complex attribute with a `$ref` to a User, such as `manager` (RFC 7643 §4.3), or its `value`. */
function isReference({ attribute, subAttribute }: CompiledPath): boolean {
  if (attribute === undefined || attribute.multiValued) return false;
  const refersToUser = attribute.subAttributes.get("$ref")?.referenceTypes.includes("User") ?? false;
  return refersToUser && (subAttribute === undefined || subAttribute.name === "value");
}

function compileTargetPath(mapping: AttributeMapping, type: ResourceTypeLike): CompiledPath {
  try {
    return compilePath(mapping.target, type);
  } catch (error) {
    const reason = isFilterSyntaxError(error)
      ? `${error.message}\n${error.caret}`
      : errorMessage(error, "not a SCIM path");
    throw invalidMapping(
      `${mapping.place}.targetAttributeName`,
      `${JSON.stringify(mapping.target)} is no attribute of the target: ${reason}. A custom attribute needs a definition in the directories of the document`,
    );
  }
}

function compileSourceExpression(
  expression: string,
  mapping: AttributeMapping,
  assumptions: Assumptions | undefined,
): Expression {
  try {
    return compileExpression(expression, { matching: mapping.matchingPriority > 0, assumptions });
  } catch (error) {
    if (!isExpressionError(error)) throw error;
    throw invalidExpression(mapping, error);
  }
}

function requireDistinctTargets(mappings: readonly AttributeMapping[]): void {
  const places = new Map<string, string>();
  for (const mapping of mappings) {
    const key = mapping.target.toLowerCase();
    const first = places.get(key);
    if (first !== undefined) {
      throw invalidMapping(
        mapping.place,
        `${JSON.stringify(mapping.target)} is mapped a second time, first at ${first}`,
      );
    }
    places.set(key, mapping.place);
  }
}
