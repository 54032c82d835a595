/** Builds filters from typed parts: the compiler checks names and values, and printing escapes strings. */
import type { ResourceType } from "../models/resource-type.ts";
import type { Filter, FilterValue } from "./ast.ts";
import type { AttributeName, ComparableValue, ComplexAttributeName, ElementOf, OperatorFor } from "./attribute-name.ts";
import { parseAttributeName } from "./attribute-path.ts";
import { compileNode, enterElement, type NameContext, resourceContext } from "./compile.ts";
import { rejectMisuse } from "./invalid-filter.ts";
import { OPERATORS } from "./parser.ts";
import { printFilter } from "./print.ts";

/**
 * Adds a condition to a filter: a presence test, a comparison, a value path, or a filter that was built before.
 *
 * Every form throws TypeError for a condition that `compileFilter` rejects, such as `co` on a dateTime.
 */
export interface AddCondition<Resource> {
  /** The attribute has a value. */
  (name: AttributeName<Resource>, operator: "pr"): FilterBuilder<Resource>;
  /** The attribute compares with a value; null, with `eq` and `ne`, means no value. */
  <const Name extends AttributeName<Resource>>(
    name: Name,
    operator: OperatorFor<ComparableValue<Resource, Name>>,
    value: ComparableValue<Resource, Name> | null,
  ): FilterBuilder<Resource>;
  /**
   * One element of the attribute satisfies the inner filter:
   * `where("emails", (email) => email.where("type", "eq", "work"))`.
   */
  <const Name extends ComplexAttributeName<Resource>>(
    name: Name,
    build: (element: {
      /** Adds the first condition on the element. */
      readonly where: AddCondition<ElementOf<Resource, Name>>;
    }) => FilterBuilder<ElementOf<Resource, Name>>,
  ): FilterBuilder<Resource>;
  /** A filter built before, in parentheses where it needs them. */
  (filter: FilterBuilder<Resource>): FilterBuilder<Resource>;
}

/** A filter with at least one condition. It is immutable: each method returns a new filter. */
export interface FilterBuilder<Resource> {
  /** Joins a condition to everything before it by `and`: `where(a).or(b).and(c)` is `(a or b) and c`. */
  readonly and: AddCondition<Resource>;
  /** Joins a condition to everything before it by `or`. */
  readonly or: AddCondition<Resource>;
  /** Negates everything before it. */
  not(): FilterBuilder<Resource>;
  /** The filter as data. */
  toFilter(): Filter;
  /** The filter as a string, ready for a URL parameter. */
  toString(): string;
}

/**
 * Starts a filter for the resources of a type.
 *
 * @param resourceType The resource type whose attributes the filter names, such as `UserType`.
 * @throws TypeError, from `where`, `and` and `or`, for a condition that does not suit the resource type.
 * @example
 * ```ts
 * import { filter } from "proxyclick-scim/filter";
 * import { UserType } from "proxyclick-scim/models";
 *
 * filter(UserType).where("userName", "eq", 'O"Neill').and("active", "eq", true).toString();
 * ```
 */
export function filter<Resource>(resourceType: ResourceType<Resource>): {
  /** Adds the first condition. */
  readonly where: AddCondition<Resource>;
} {
  return emptyFilter(resourceContext(resourceType));
}

function emptyFilter<Resource>(context: NameContext): { readonly where: AddCondition<Resource> } {
  return { where: conditionAdder(context, (condition) => condition) };
}

type AnyFilterBuilder = Pick<FilterBuilder<never>, "toFilter">;

/** Checks again at run time what the types promise, for callers without a compiler. */
function conditionAdder<Resource>(context: NameContext, join: (condition: Filter) => Filter): AddCondition<Resource> {
  return (subject: string | AnyFilterBuilder, operator?: unknown, value?: unknown) =>
    rejectMisuse(() => {
      const condition =
        typeof subject === "string" ? createCondition(context, subject, operator, value) : filterOf(subject);
      // Compiled for its checks only.
      compileNode(condition, context);
      return builder<Resource>(context, join(condition));
    });
}

function createCondition(context: NameContext, name: string, operator: unknown, value: unknown): Filter {
  // A name only: a function builds the inner filter of a value path.
  const path = parseAttributeName(name);
  if (operator === "pr") return { kind: "present", path };
  if (typeof operator === "function") {
    const elementContext = enterElement(path, context)?.elementContext ?? context;
    return { kind: "valuePath", path, filter: filterOf(operator(emptyFilter(elementContext))) };
  }
  const known = typeof operator === "string" ? OPERATORS.get(operator) : undefined;
  if (known === undefined || !isFilterValue(value)) {
    throw new TypeError(`"${name}" needs an operator and a value or null`);
  }
  return { kind: "compare", path, operator: known, value };
}

function filterOf(built: AnyFilterBuilder): Filter {
  if (typeof built?.toFilter !== "function") throw new TypeError("a condition needs a filter");
  return built.toFilter();
}

function isFilterValue(value: unknown): value is FilterValue {
  return value === null || /^(?:string|number|boolean)$/.test(typeof value);
}

function builder<Resource>(context: NameContext, built: Filter): FilterBuilder<Resource> {
  const joiner = (kind: "and" | "or"): AddCondition<Resource> =>
    conditionAdder(context, (condition) => joined(kind, built, condition));
  return {
    and: joiner("and"),
    or: joiner("or"),
    not: () => builder(context, { kind: "not", operand: built }),
    toFilter: () => built,
    toString: () => printFilter(built),
  };
}

function joined(kind: "and" | "or", built: Filter, condition: Filter): Filter {
  return { kind, operands: built.kind === kind ? [...built.operands, condition] : [built, condition] };
}
