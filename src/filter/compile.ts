/**
 * Compiles a filter into a predicate.
 *
 * Names are looked up, types checked and literals prepared once; only a chain of small functions remains to run.
 *
 * - Absent values. `eq`, and every other comparison, with an absent value is false. `ne` is the negation of `eq`: "the
 *   attribute and operator values are not identical" (RFC 7644 §3.4.2.2) is true of an absent value. `eq null` is the
 *   negation of `pr`, because null is no value (RFC 7643 §2.5). `not` is plain negation; there is no third truth value.
 * - Lists. A comparison with a multi-valued attribute is true if it is true of any element; so `ne` is true if no
 *   element is equal. In a value path, such as `emails[value ne "x"]`, one element must satisfy all conditions.
 * - A complex attribute without a sub-attribute means its `value`, as in the RFC's own `emails co "example.com"`; `pr`
 *   is true if any of its sub-attributes is present.
 */
import { type AttributeNode, type AttributePath, printPath, type ResourceTypeLike } from "../models/attribute-tree.ts";
import type { Filter, FilterNode } from "./ast.ts";
import { compileComparison, type KeyOf, keysOfFilter, type ValueTest } from "./comparison.ts";
import { invalidFilter, operandsOf } from "./invalid-filter.ts";
import {
  type AttributeLocation,
  elementLookup,
  isSecret,
  type NameLookup,
  resourceLookup,
  type Step,
} from "./name-lookup.ts";
import { memberTest, presenceTest } from "./presence.ts";

/** Options of `compileFilter`. */
export interface CompileFilterOptions {
  /**
   * What to do with a name the schema does not have: `"error"`, the default, throws; `"no-match"` treats the attribute
   * as one without a value, as RFC 7644 §3.4.2.1 requires for queries over several resource types.
   */
  readonly unknown?: "error" | "no-match" | undefined;
}

/** How the names at one place of a filter are looked up. */
export interface NameContext extends CompileFilterOptions {
  /** Finds the attribute of a name. */
  readonly lookup: NameLookup;
  /** Whether the place is between the brackets of a value path. */
  readonly inElement: boolean;
  readonly keyOf: KeyOf;
}

/**
 * Compiles a filter for the resources of one type.
 *
 * @param filter The filter, from `parseFilter` or the builder.
 * @param resourceType The resource type whose attributes the filter names, such as `UserType`.
 * @returns A predicate over resources with canonical names. It has no state and never throws.
 * @throws ScimError (400 `invalidFilter`) for unknown attributes, for attributes that are never returned, and for
 * operators or values that do not suit the type of their attribute (RFC 7644 §3.4.2.2). TypeError for an `and` or `or`
 * without operands.
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
  resourceType: ResourceTypeLike,
  options?: CompileFilterOptions,
): (resource: object) => boolean {
  return compileNode(filter, resourceContext(resourceType, options));
}

/**
 * Compiles a filter for the elements of one attribute, such as the part between the brackets of `emails[…]`. An element
 * of an attribute that is not complex has the name `value`.
 *
 * @param filter The filter; its names are sub-attributes.
 * @param attribute The attribute before the bracket.
 * @returns A predicate over elements.
 * @throws ScimError (400 `invalidFilter`) and TypeError as {@link compileFilter} does.
 */
export function compileElementFilter(
  filter: Filter,
  attribute: AttributeNode,
  options?: CompileFilterOptions,
): (element: unknown) => boolean {
  return compileNode(filter, { ...options, lookup: elementLookup(attribute), inElement: true, keyOf: keysOfFilter() });
}

/** How the names of a filter on whole resources are looked up. */
export function resourceContext({ tree }: ResourceTypeLike, options?: CompileFilterOptions): NameContext {
  return { ...options, lookup: resourceLookup(tree), inElement: false, keyOf: keysOfFilter() };
}

/** Compiles a filter or a part of one. */
export function compileNode(filter: Filter, context: NameContext): ValueTest {
  switch (filter.kind) {
    case "compare":
      return compileCompare(filter, context);
    case "present":
      return compilePresent(filter.path, context);
    case "and":
    case "or":
      return shortCircuit(
        operandsOf(filter).map((operand) => compileNode(operand, context)),
        filter.kind === "or",
      );
    case "not":
      return negate(compileNode(filter.operand, context));
    case "valuePath":
      return compileValuePath(filter, context);
  }
}

/**
 * Runs tests in order until one has the deciding result. It is a loop, so that no number of operands overflows the
 * stack.
 */
function shortCircuit(tests: readonly ValueTest[], deciding: boolean): ValueTest {
  return (value) => {
    for (const test of tests) if (test(value) === deciding) return deciding;
    return !deciding;
  };
}

function compileCompare(filter: FilterNode<"compare">, context: NameContext): ValueTest {
  const { path, operator, value } = filter;
  if (operator === "ne") return negate(compileCompare({ ...filter, operator: "eq" }, context));
  if (value === null) {
    if (operator !== "eq") throw invalidFilter(`the operator "${operator}" does not fit the value null`);
    return negate(compilePresent(path, context));
  }
  const location = locate(path, context);
  if (location === undefined) return never;
  const { steps, node } = location.node === undefined ? location : defaultValue(location, location.node);
  if (node === undefined) throw invalidFilter(`"${printPath(path)}" is an extension, which only "pr" fits`);
  // Entra writes `roles[primary eq "True"].value`.
  return testAt(
    steps,
    compileComparison({ node, operator, value, allowBooleanString: context.inElement, keyOf: context.keyOf }),
  );
}

/** The location of `value`, for a complex attribute that has one. */
function defaultValue(location: AttributeLocation, node: AttributeNode): AttributeLocation {
  const value = node.subAttributes.get("value");
  if (value === undefined || isSecret(value)) return location;
  return { steps: [...location.steps, value], node: value };
}

function compilePresent(path: AttributePath, context: NameContext): ValueTest {
  const location = locate(path, context);
  return location === undefined ? never : testAt(location.steps, presenceTest(location));
}

function compileValuePath({ path, filter }: FilterNode<"valuePath">, context: NameContext): ValueTest {
  const entered = enterElement(path, context);
  if (entered === undefined) return never;
  const test = compileNode(filter, entered.elementContext);
  return testAt(entered.steps, (element) => element !== undefined && element !== null && test(element));
}

/**
 * Where the elements of an attribute are and how names in them are looked up; undefined for an unknown attribute that
 * matches nothing.
 */
export function enterElement(
  path: AttributePath,
  context: NameContext,
): { readonly steps: readonly Step[]; readonly elementContext: NameContext } | undefined {
  if (context.inElement) throw invalidFilter("a value path cannot contain another");
  const location = locate(path, context);
  if (location === undefined) return undefined;
  const { steps, node } = location;
  if (node === undefined || (node.type !== "complex" && !node.multiValued)) {
    throw invalidFilter(`"${printPath(path)}" has no elements to select from`);
  }
  return { steps, elementContext: { ...context, lookup: elementLookup(node), inElement: true } };
}

function locate(path: AttributePath, { lookup, unknown }: NameContext): AttributeLocation | undefined {
  const location = lookup(path);
  if (location === undefined && unknown !== "no-match") throw invalidFilter(`unknown attribute "${printPath(path)}"`);
  return location;
}

/** Turns a test of a value into a test of the object that the steps start from. */
function testAt(steps: readonly Step[], test: ValueTest): ValueTest {
  return steps.reduceRight((inner, step) => memberTest(step, inner), test);
}

function never(): boolean {
  return false;
}

function negate(test: ValueTest): ValueTest {
  return (value) => !test(value);
}
