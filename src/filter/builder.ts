/** Builds filters from typed parts, so that nobody joins strings: names are checked by the compiler, values are escaped when the filter is printed. */
import { type AttributePath, printPath } from "../models/attribute-tree.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { Filter, FilterValue } from "./ast.ts";
import type { AttributeName, ElementName, ElementOf, OperatorFor, ValueOf } from "./attribute-name.ts";
import { type Context, compileNode, enterElement, resourceContext } from "./compile.ts";
import { invalidFilter } from "./invalid-filter.ts";
import { openLexer } from "./lexer.ts";
import { OPERATORS, takePath } from "./parser.ts";
import { printFilter } from "./print.ts";

/**
 * Adds a condition: an attribute that is present, a comparison, a value path, or a filter built before.
 *
 * Every form throws ScimError (400 `invalidFilter`) for what `compileFilter` refuses, such as `co` on a dateTime.
 */
export interface AddCondition<Resource> {
  /** The attribute has a value. */
  (name: AttributeName<Resource>, operator: "pr"): FilterBuilder<Resource>;
  /** The attribute compares with a value; null stands for no value, with `eq` and `ne`. */
  <const Name extends AttributeName<Resource>>(
    name: Name,
    operator: OperatorFor<ValueOf<Resource, Name>>,
    value: ValueOf<Resource, Name> | null,
  ): FilterBuilder<Resource>;
  /** One element of the attribute satisfies all that the function builds: `where("emails", (email) => email.where("type", "eq", "work"))`. */
  <const Name extends ElementName<Resource>>(
    name: Name,
    build: (element: FilterStart<ElementOf<Resource, Name>>) => FilterBuilder<ElementOf<Resource, Name>>,
  ): FilterBuilder<Resource>;
  /** A group: what was built before, in parentheses where they are needed. */
  (filter: FilterBuilder<Resource>): FilterBuilder<Resource>;
}

/** A filter without a condition yet. */
export interface FilterStart<Resource> {
  /** Adds the first condition. */
  readonly where: AddCondition<Resource>;
}

/** A filter with a condition or more. It never changes: each method answers a new one. */
export interface FilterBuilder<Resource> {
  /** Joins a condition to everything before it by `and`: `where(a).or(b).and(c)` is `(a or b) and c`. */
  readonly and: AddCondition<Resource>;
  /** Joins a condition to everything before it by `or`. */
  readonly or: AddCondition<Resource>;
  /** Negates everything before it. */
  not(): FilterBuilder<Resource>;
  /** The filter as data. */
  toFilter(): Filter;
  /** The filter as text, so that it can stand in a template or a URL parameter. */
  toString(): string;
}

/**
 * Starts a filter for the resources of a type.
 *
 *
 * @param resourceType Whose attributes are named, such as `UserType`.
 * @example
 * ```ts
 * import { filter } from "proxyclick-scim/filter";
 * import { UserType } from "proxyclick-scim/models";
 *
 * filter(UserType).where("userName", "eq", 'O"Neill').and("active", "eq", true).toString();
 * ```
 */
export function filter<Resource>(resourceType: ResourceType<Resource>): FilterStart<Resource> {
  return start(resourceContext(resourceType));
}

function start<Resource>(context: Context): FilterStart<Resource> {
  return { where: adder(context, (condition) => condition) };
}

type Built = Pick<FilterBuilder<never>, "toFilter">;

/** What the types promise is checked again here, for callers without a compiler. */
function adder<Resource>(context: Context, join: (condition: Filter) => Filter): AddCondition<Resource> {
  return (subject: string | Built, operator?: unknown, value?: unknown) => {
    const condition =
      typeof subject === "string" ? makeCondition(context, subject, operator, value) : filterOf(subject);
    // Compiled for its checks alone.
    compileNode(condition, context);
    return builder<Resource>(context, join(condition));
  };
}

function makeCondition(context: Context, name: string, operator: unknown, value: unknown): Filter {
  const path = readName(name);
  if (operator === "pr") return { kind: "present", path };
  if (typeof operator === "function") {
    const inner = enterElement(path, context)?.inner ?? context;
    return { kind: "valuePath", path, filter: filterOf(operator(start(inner))) };
  }
  const known = typeof operator === "string" ? OPERATORS.get(operator) : undefined;
  if (known === undefined || !isFilterValue(value)) {
    throw invalidFilter(`"${name}" needs an operator and a value, which may be null`);
  }
  return { kind: "compare", path, operator: known, value };
}

/** A name alone: the brackets of a value path are built by a function, and never dropped. */
function readName(name: string): AttributePath {
  const path = takePath(openLexer(name, "invalidFilter"));
  if (printPath(path) !== name) throw invalidFilter(`${JSON.stringify(name)} is not the name of an attribute`);
  return path;
}

function filterOf(built: Built): Filter {
  if (typeof built?.toFilter !== "function") throw invalidFilter("a condition needs a filter");
  return built.toFilter();
}

function isFilterValue(value: unknown): value is FilterValue {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function builder<Resource>(context: Context, built: Filter): FilterBuilder<Resource> {
  return {
    and: adder(context, (condition) => joined("and", built, condition)),
    or: adder(context, (condition) => joined("or", built, condition)),
    not: () => builder(context, { kind: "not", operand: built }),
    toFilter: () => built,
    toString: () => printFilter(built),
  };
}

function joined(kind: "and" | "or", built: Filter, condition: Filter): Filter {
  return { kind, operands: built.kind === kind ? [...built.operands, condition] : [built, condition] };
}
