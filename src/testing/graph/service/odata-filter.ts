/**
 * Parser for the part of the OData filter language that Microsoft Graph documents for the emulated resources:
 * comparisons, `and`, `or`, `not`, parentheses, and functions such as `startswith`.
 */
import { badRequest } from "./service-error.ts";

/** A literal of a filter. */
export interface FilterLiteral {
  /** Type, by the form in which the literal is written. */
  readonly type: "string" | "guid" | "dateTime" | "number" | "boolean" | "null";
  /** The literal without quotes. */
  readonly value: string;
}

/** A property path, possibly in a function such as `tolower`. */
interface FilterProperty {
  /** Path of the property, such as `servicePrincipal/id`. */
  readonly path: string;
  /** Whether the value is compared in lower case. */
  readonly lowerCase: boolean;
}

/** A parsed filter. */
export type Filter =
  | {
      readonly kind: "compare";
      readonly operator: string;
      readonly property: FilterProperty;
      readonly literal: FilterLiteral;
    }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly property: FilterProperty;
      readonly literal: FilterLiteral;
    }
  | { readonly kind: "and" | "or"; readonly operands: readonly Filter[] }
  | { readonly kind: "not"; readonly operand: Filter };

const TOKEN =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<guid>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b)|(?<dateTime>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?)|(?<number>-?\d+(?:\.\d+)?\b)|(?<name>[a-z_][\w./]*)|(?<mark>[(),]))/iy;

const OPERATORS: ReadonlySet<string> = new Set(["eq", "ne", "gt", "ge", "lt", "le"]);
const FUNCTIONS: ReadonlySet<string> = new Set(["startswith", "endswith", "contains"]);
const MAX_LENGTH = 8_192;
const MAX_DEPTH = 20;

interface Token {
  readonly type: string;
  readonly value: string;
}

/**
 * Parses a filter.
 *
 * @throws ServiceError 400 for a filter that is not in this language.
 */
export function parseFilter(source: string): Filter {
  if (source.length > MAX_LENGTH) throw badRequest("Invalid filter clause: the expression is too long.");
  const parser = new FilterParser(tokensOf(source));
  const filter = parser.parseOr(0);
  parser.expectEnd();
  return filter;
}

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const trimmed = source.trimEnd();
  while (pattern.lastIndex < trimmed.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(trimmed)?.groups;
    const found = Object.entries(groups ?? {}).find(([, value]) => value !== undefined);
    if (found === undefined)
      throw badRequest(`Invalid filter clause: syntax error at position ${start} in '${source}'.`);
    tokens.push({ type: found[0], value: found[1] });
  }
  return tokens;
}

class FilterParser {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseOr(depth: number): Filter {
    return this.#parseList("or", () => this.#parseAnd(depth));
  }

  expectEnd(): void {
    if (this.#index < this.#tokens.length) throw this.#syntaxError();
  }

  #parseAnd(depth: number): Filter {
    return this.#parseList("and", () => this.#parseUnary(depth));
  }

  #parseList(kind: "and" | "or", parseOperand: () => Filter): Filter {
    const first = parseOperand();
    const operands = [first];
    while (this.#takeName(kind)) operands.push(parseOperand());
    return operands.length === 1 ? first : { kind, operands };
  }

  #parseUnary(depth: number): Filter {
    if (depth > MAX_DEPTH) throw badRequest("Invalid filter clause: the expression is nested too deeply.");
    if (this.#takeName("not")) return { kind: "not", operand: this.#parseUnary(depth + 1) };
    if (this.#takeMark("(")) {
      const inner = this.parseOr(depth + 1);
      this.#expectMark(")");
      return inner;
    }
    const name = this.#peek()?.value.toLowerCase() ?? "";
    return FUNCTIONS.has(name) ? this.#parseCall(name) : this.#parseComparison();
  }

  #parseCall(name: string): Filter {
    this.#index += 1;
    this.#expectMark("(");
    const property = this.#parseProperty();
    this.#expectMark(",");
    const literal = this.#parseLiteral();
    this.#expectMark(")");
    return { kind: "call", name, property, literal };
  }

  #parseComparison(): Filter {
    const property = this.#parseProperty();
    const operator = this.#next().value.toLowerCase();
    if (!OPERATORS.has(operator)) throw this.#syntaxError();
    return { kind: "compare", operator, property, literal: this.#parseLiteral() };
  }

  #parseProperty(): FilterProperty {
    const { type, value } = this.#next();
    if (type !== "name") throw this.#syntaxError();
    if (value.toLowerCase() !== "tolower") return { path: value, lowerCase: false };
    this.#expectMark("(");
    const { path } = this.#parseProperty();
    this.#expectMark(")");
    return { path, lowerCase: true };
  }

  #parseLiteral(): FilterLiteral {
    const { type, value } = this.#next();
    switch (type) {
      case "string":
        return { type, value: value.slice(1, -1).replaceAll("''", "'") };
      case "guid":
      case "dateTime":
      case "number":
        return { type, value };
      case "name":
        if (value === "true" || value === "false") return { type: "boolean", value };
        if (value === "null") return { type: "null", value };
    }
    throw this.#syntaxError();
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#index];
  }

  #next(): Token {
    const token = this.#tokens[this.#index];
    if (token === undefined) throw this.#syntaxError();
    this.#index += 1;
    return token;
  }

  #takeName(name: string): boolean {
    const token = this.#peek();
    if (token?.type !== "name" || token.value.toLowerCase() !== name) return false;
    this.#index += 1;
    return true;
  }

  #takeMark(mark: string): boolean {
    const token = this.#peek();
    if (token?.type !== "mark" || token.value !== mark) return false;
    this.#index += 1;
    return true;
  }

  #expectMark(mark: string): void {
    if (!this.#takeMark(mark)) throw this.#syntaxError();
  }

  #syntaxError(): Error {
    return badRequest("Invalid filter clause: syntax error in the expression.");
  }
}
