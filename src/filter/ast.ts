/**
 * A parsed filter (RFC 7644 §3.4.2.2) as plain, deeply readonly data, made for translation to other query languages.
 */
import type { AttributePath } from "../models/attribute-tree.ts";

/** Comparison operators of RFC 7644 §3.4.2.2, table 3, in lower case. */
export type CompareOperator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

/** A literal of a filter: any JSON scalar. */
export type FilterValue = string | number | boolean | null;

/** `path op value` */
export interface CompareFilter {
  /** Tells a comparison from the other kinds of {@link Filter}. */
  readonly kind: "compare";
  /** Attribute on the left of the operator. */
  readonly path: AttributePath;
  /** In lower case, however the text spelled it. */
  readonly operator: CompareOperator;
  /** Literal on the right of the operator, as JSON reads it. */
  readonly value: FilterValue;
}

/** `path pr` */
export interface PresentFilter {
  /** Tells a test of presence from the other kinds of {@link Filter}. */
  readonly kind: "present";
  /** Attribute that must have a value. */
  readonly path: AttributePath;
}

/** `a and b and …`: two operands or more. */
export interface AndFilter {
  /** Tells a conjunction from the other kinds of {@link Filter}. */
  readonly kind: "and";
  /** Filters that must all match, in the order of the text. */
  readonly operands: readonly Filter[];
}

/** `a or b or …`: two operands or more. */
export interface OrFilter {
  /** Tells a disjunction from the other kinds of {@link Filter}. */
  readonly kind: "or";
  /** Filters of which at least one must match, in the order of the text. */
  readonly operands: readonly Filter[];
}

/** `not (a)` */
export interface NotFilter {
  /** Tells a negation from the other kinds of {@link Filter}. */
  readonly kind: "not";
  /** Filter that must not match. */
  readonly operand: Filter;
}

/** `path[filter]`: one element satisfies the whole filter. The paths inside name sub-attributes of the element. */
export interface ValuePathFilter {
  /** Tells a value path from the other kinds of {@link Filter}. */
  readonly kind: "valuePath";
  /** Complex attribute before the bracket. */
  readonly path: AttributePath;
  /** Condition in the brackets, which one element must satisfy alone. */
  readonly filter: Filter;
}

/** A filter expression. */
export type Filter = CompareFilter | PresentFilter | AndFilter | OrFilter | NotFilter | ValuePathFilter;

/** The target of a PATCH operation (RFC 7644 §3.5.2): `attrPath`, or `attrPath[filter]` with an optional sub-attribute after the bracket. */
export interface PatchPath {
  /** Attribute or sub-attribute to change. */
  readonly path: AttributePath;
  /** Selects elements of a multi-valued attribute. The sub-attribute of `path`, if any, is the one after the bracket. */
  readonly filter?: Filter | undefined;
}
