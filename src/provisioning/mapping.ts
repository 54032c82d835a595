/**
 * Attribute mappings, compiled: from a user of the directory to values of target attributes.
 */
import { type ExpressionError, isExpressionError, isFilterSyntaxError, ProvisioningError } from "../errors.ts";
import { compileExpression, type Expression, IGNORE_ATTRIBUTE_FLOW, IGNORE_OBJECT_FLOW } from "../expression/index.ts";
import type { AttributeNode, Described, Json } from "../models/attribute-tree.ts";
import { type CompiledPath, compilePath } from "../patch/index.ts";
import { coerce } from "./coerce.ts";
import type { SourceValue } from "./source.ts";
import type { TargetValues } from "./state.ts";
import type { AttributeMapping, ObjectMapping } from "./synchronization-schema.ts";

/** One attribute mapping, compiled against the target's User. */
export interface CompiledAttribute {
  /** Target attribute as the mapping spells it. */
  readonly target: string;
  readonly path: CompiledPath;
  /** The attribute or sub-attribute that the path ends at. */
  readonly node: AttributeNode;
  readonly expression: Expression | undefined;
  readonly defaultValue: string | undefined;
  readonly onlyOnCreate: boolean;
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
  /** Source attributes that the mappings read, as they spell them. */
  readonly reads: ReadonlySet<string>;
  /** Source attributes that only redacted mappings read. */
  readonly secret: ReadonlySet<string>;
}

/** The name of a user's attribute to its value. */
export type AttributeReader = (name: string) => SourceValue;

/** What comes in from outside while expressions are evaluated. */
export interface MappingContext {
  readonly now: () => Date;
  readonly guid: () => string;
  readonly defaultDomain?: string;
}

/** What the mappings made of a user. */
export type MappedUser =
  | { readonly kind: "values"; readonly values: TargetValues }
  /** An expression said that the user is to be left alone. */
  | { readonly kind: "ignored"; readonly target: string }
  | { readonly kind: "failed"; readonly target: string; readonly problem: string };

/**
 * Compiles the attribute mappings of users.
 *
 * @throws ProvisioningError `invalid_mapping`, naming the place: an expression that does not parse, a target attribute that the target does not
 *   have, two mappings for one attribute, no matching attribute.
 */
export function compileMapping(mapping: ObjectMapping, type: Described): CompiledMapping {
  const compiled = mapping.attributes.map((attribute) => ({ attribute, result: compileAttribute(attribute, type) }));
  refuseDoubles(mapping.attributes);
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
  const open = new Set(attributes.filter((attribute) => !attribute.redacted).flatMap(namesRead));
  const reads = new Set(attributes.flatMap(namesRead));
  return { type, attributes, matching, reads, secret: new Set([...reads].filter((name) => !open.has(name))) };
}

function namesRead(attribute: CompiledAttribute): readonly string[] {
  return attribute.expression?.attributes ?? [];
}

function compileAttribute(mapping: AttributeMapping, type: Described): CompiledAttribute {
  const path = compileTarget(mapping, type);
  const node = path.subAttribute ?? path.attribute;
  if (node === undefined || node.path === "id" || node.mutability === "readOnly") {
    throw new ProvisioningError(
      "invalid_mapping",
      `${mapping.place}.targetAttributeName: ${JSON.stringify(mapping.target)} cannot be written`,
    );
  }
  const expression = mapping.expression === undefined ? undefined : compileSource(mapping.expression, mapping);
  return {
    target: mapping.target,
    path,
    node,
    expression,
    defaultValue: mapping.defaultValue,
    onlyOnCreate: mapping.onlyOnCreate,
    redacted: expression?.redacted ?? false,
    readsSoftDeleted: expression?.attributes.includes("IsSoftDeleted") ?? false,
  };
}

function compileTarget(mapping: AttributeMapping, type: Described): CompiledPath {
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

function compileSource(text: string, mapping: AttributeMapping): Expression {
  try {
    return compileExpression(text);
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

function refuseDoubles(mappings: readonly AttributeMapping[]): void {
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

/** Evaluates the mappings for a user. Attributes without a value are left out: nulls do not flow. */
export function mapUser(
  attributes: readonly CompiledAttribute[],
  read: AttributeReader,
  event: "create" | "update",
  context: MappingContext,
): MappedUser {
  const values: Record<string, unknown> = {};
  for (const attribute of attributes) {
    if (attribute.onlyOnCreate && event === "update") continue;
    const result = evaluate(attribute, read, event, context);
    if (result === IGNORE_OBJECT_FLOW) return { kind: "ignored", target: attribute.target };
    if (typeof result === "object" && result !== null && "problem" in result)
      return { kind: "failed", target: attribute.target, problem: result.problem };
    if (result !== undefined) values[attribute.target] = result.value;
  }
  return { kind: "values", values };
}

type Outcome = { readonly value: Json } | { readonly problem: string } | typeof IGNORE_OBJECT_FLOW | undefined;

function evaluate(
  attribute: CompiledAttribute,
  read: AttributeReader,
  event: "create" | "update",
  context: MappingContext,
): Outcome {
  let value: ReturnType<Expression["evaluate"]>;
  try {
    value = attribute.expression?.evaluate(read, context) ?? null;
  } catch (error) {
    if (isExpressionError(error)) return { problem: describeFailure(error) };
    throw error;
  }
  if (value === IGNORE_OBJECT_FLOW) return IGNORE_OBJECT_FLOW;
  if (value === IGNORE_ATTRIBUTE_FLOW) return undefined;
  if (typeof value === "symbol") return undefined;
  if (isVoid(value) && event === "create" && attribute.defaultValue !== undefined) value = attribute.defaultValue;
  if (isVoid(value)) return undefined;
  return coerce(value, attribute.node);
}

/** An expression's own message may name a value; the log of the object shows it, as Entra's does. */
function describeFailure(error: ExpressionError): string {
  return `${error.code}: ${error.message}`;
}

/** An empty text counts as no value: the service documents that clearing a source attribute never clears the target. */
function isVoid(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
