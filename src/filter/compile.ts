/**
 * Compiles a filter into a predicate: names are looked up, types checked and literals prepared once; what remains to run is a chain of small
 * functions.
 *
 * - Absent values. `eq`, and every other comparison, with an absent value is false. `ne` is the negation of `eq`: that "the attribute and operator
 *   values are not identical" (RFC 7644 §3.4.2.2) is so for a value that is not there. `eq null` is the negation of `pr`, since null is no value (RFC 7643
 *   §2.5). `not` negates what it is given; there is no third truth value.
 * - Lists. A comparison with a multi-valued attribute holds when it holds for any element; so `ne` holds when no element is equal. In a value path,
 *   such as `emails[value ne "x"]`, all conditions are asked of one element.
 * - A complex attribute without a sub-attribute means its `value`, as in the RFC's own `emails co "example.com"`; `pr` asks for any part of it.
 */
import { type AttributeNode, type AttributePath, type Described, printPath } from "../models/attribute-tree.ts";
import type { AndFilter, CompareFilter, Filter, OrFilter, PresentFilter, ValuePathFilter } from "./ast.ts";
import { compileComparison, type Test } from "./comparison.ts";
import { invalidFilter, operandsOf } from "./invalid-filter.ts";
import {
  elementScope,
  isSecret,
  type Place,
  resourceScope,
  type Scope,
  type Step,
  unknownAttribute,
} from "./name-lookup.ts";
import { member, presenceOf } from "./presence.ts";

/** How a filter is compiled. */
export interface CompileFilterOptions {
  /**
   * What a name does that the schema does not know: `"error"`, the default, throws; `"no-match"` takes the attribute as one without a value, as RFC
   * 7644 §3.4.2.1 asks for in queries over several resource types.
   */
  readonly unknown?: "error" | "no-match" | undefined;
}

/** What the names of a filter mean at a place of it. */
export interface Context {
  /** Where names are looked up. */
  readonly scope: Scope;
  /** What a name does that is not found. */
  readonly unknown: "error" | "no-match";
  /** Whether the place is between the brackets of a value path. */
  readonly element: boolean;
}

/**
 * Compiles a filter for the resources of one type.
 *
 * @param filter The filter, from `parseFilter` or the builder.
 * @param resourceType Whose attributes the names are, such as `UserType`.
 * @returns A predicate over resources with canonical names. It keeps no state and throws nothing.
 * @throws ScimError (400 `invalidFilter`) for unknown attributes, for attributes that are never returned, and for operators or values that do not fit
 * the type of their attribute (RFC 7644 §3.4.2.2).
 * @example
 * ```ts
 * import { compileFilter, parseFilter } from "proxyclick-scim/filter";
 * import { UserType } from "proxyclick-scim/models";
 *
 * const matches = compileFilter(parseFilter('emails[type eq "work" and value ew "@contoso.com"]'), UserType);
 * matches({ userName: "ada", emails: [{ type: "work", value: "ada@contoso.com" }] }); // true
 * ```
 */
export function compileFilter(
  filter: Filter,
  resourceType: Described,
  options?: CompileFilterOptions,
): (resource: object) => boolean {
  return compileNode(filter, resourceContext(resourceType, options));
}

/**
 * Compiles a filter for the elements of one attribute: what stands between the brackets of `emails[…]`. An element of an attribute that is not
 * complex is called `value`.
 *
 * @param filter The filter; its names are sub-attributes.
 * @param attribute The attribute in front of the bracket.
 * @returns A predicate over elements.
 * @throws ScimError (400 `invalidFilter`) as {@link compileFilter} does.
 */
export function compileElementFilter(
  filter: Filter,
  attribute: AttributeNode,
  options: CompileFilterOptions = {},
): (element: unknown) => boolean {
  return compileNode(filter, { scope: elementScope(attribute), unknown: options.unknown ?? "error", element: true });
}

/** The context of a filter on whole resources. */
export function resourceContext({ tree }: Described, options: CompileFilterOptions = {}): Context {
  return { scope: resourceScope(tree), unknown: options.unknown ?? "error", element: false };
}

/** Compiles a filter at a place where its names mean what the context says. */
export function compileNode(filter: Filter, context: Context): Test {
  switch (filter.kind) {
    case "compare":
      return compileCompare(filter, context);
    case "present":
      return compilePresent(filter, context);
    case "and":
      return untilOne(compileOperands(filter, context), false);
    case "or":
      return untilOne(compileOperands(filter, context), true);
    case "not":
      return negate(compileNode(filter.operand, context));
    case "valuePath":
      return compileValuePath(filter, context);
  }
}

function compileOperands(filter: AndFilter | OrFilter, context: Context): Test[] {
  return operandsOf(filter).map((operand) => compileNode(operand, context));
}

/** Asks tests in order until one gives the answer that decides. A loop, so that no number of operands runs out of stack. */
function untilOne(tests: readonly Test[], decides: boolean): Test {
  return (value) => {
    for (const test of tests) if (test(value) === decides) return decides;
    return !decides;
  };
}

function compileCompare({ path, operator, value }: CompareFilter, context: Context): Test {
  if (operator === "ne") return negate(compileCompare({ kind: "compare", path, operator: "eq", value }, context));
  if (value === null) {
    if (operator !== "eq") throw invalidFilter(`the operator "${operator}" does not fit the value null`);
    return negate(compilePresent({ kind: "present", path }, context));
  }
  const place = find(path, context);
  if (place === undefined) return never;
  const { steps, node } = place.node === undefined ? place : defaultValue(place, place.node);
  if (node === undefined) throw invalidFilter(`"${printPath(path)}" is an extension, which only "pr" fits`);
  // Entra writes `roles[primary eq "True"].value`.
  return reach(steps, compileComparison({ node, operator, value, booleanText: context.element }));
}

/** The place of `value`, for a complex attribute that has one. */
function defaultValue(place: Place, node: AttributeNode): Place {
  const value = node.subAttributes.get("value");
  if (value === undefined || isSecret(value)) return place;
  return { steps: [...place.steps, value], node: value };
}

function compilePresent({ path }: PresentFilter, context: Context): Test {
  const place = find(path, context);
  return place === undefined ? never : reach(place.steps, presenceOf(place));
}

function compileValuePath({ path, filter }: ValuePathFilter, context: Context): Test {
  const entered = enterElement(path, context);
  if (entered === undefined) return never;
  const test = compileNode(filter, entered.inner);
  return reach(entered.steps, (element) => element !== undefined && element !== null && test(element));
}

/** The way to the elements of an attribute and what names mean in them; undefined for an unknown attribute that is to match nothing. */
export function enterElement(
  path: AttributePath,
  context: Context,
): { readonly steps: readonly Step[]; readonly inner: Context } | undefined {
  if (context.element) throw invalidFilter("a value path cannot stand inside another");
  const place = find(path, context);
  if (place === undefined) return undefined;
  const { steps, node } = place;
  if (node === undefined || (node.type !== "complex" && !node.multiValued)) {
    throw invalidFilter(`"${printPath(path)}" has no elements to select from`);
  }
  return { steps, inner: { ...context, scope: elementScope(node), element: true } };
}

function find(path: AttributePath, { scope, unknown }: Context): Place | undefined {
  const place = scope(path);
  if (place === undefined && unknown === "error") throw unknownAttribute(path);
  return place;
}

/** A test on the object that the steps start from. */
function reach(steps: readonly Step[], test: Test): Test {
  return steps.reduceRight((inner, step) => member(step, inner), test);
}

function never(): boolean {
  return false;
}

function negate(test: Test): Test {
  return (value) => !test(value);
}
