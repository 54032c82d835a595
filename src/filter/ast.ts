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
  readonly kind: "compare";
  readonly path: AttributePath;
  readonly operator: CompareOperator;
  readonly value: FilterValue;
}

/** `path pr` */
export interface PresentFilter {
  readonly kind: "present";
  readonly path: AttributePath;
}

/** `a and b and …`: two operands or more. */
export interface AndFilter {
  readonly kind: "and";
  readonly operands: readonly Filter[];
}

/** `a or b or …`: two operands or more. */
export interface OrFilter {
  readonly kind: "or";
  readonly operands: readonly Filter[];
}

/** `not (a)` */
export interface NotFilter {
  readonly kind: "not";
  readonly operand: Filter;
}

/** `path[filter]`: one element satisfies the whole filter. The paths inside name sub-attributes of the element. */
export interface ValuePathFilter {
  readonly kind: "valuePath";
  readonly path: AttributePath;
  readonly filter: Filter;
}

/** A filter expression. */
export type Filter = CompareFilter | PresentFilter | AndFilter | OrFilter | NotFilter | ValuePathFilter;

/** The target of a PATCH operation (RFC 7644 §3.5.2): `attrPath`, or `attrPath[filter]` with an optional sub-attribute after the bracket. */
export interface PatchPath {
  readonly path: AttributePath;
  /** Selects elements of a multi-valued attribute. The sub-attribute of `path`, if any, is the one after the bracket. */
  readonly filter?: Filter | undefined;
}
