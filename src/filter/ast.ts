/**
 * A parsed filter (RFC 7644 §3.4.2.2) as plain, deeply readonly data, ready to be translated to another query language.
 */
import type { AttributePath } from "../models/attribute-tree.ts";

/** Comparison operators of RFC 7644 §3.4.2.2, table 3, in lower case. */
export type CompareOperator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

/** A literal of a filter: any JSON scalar. */
export type FilterValue = string | number | boolean | null;

/**
 * A filter expression (RFC 7644 §3.4.2.2). `kind` distinguishes the nodes; `Extract<Filter, { kind: "compare" }>` is
 * the type of one of them.
 */
export type Filter =
  | {
      /** `path op value` */
      readonly kind: "compare";
      /** Attribute on the left of the operator. */
      readonly path: AttributePath;
      /** Operator in lower case, whatever case the filter used. */
      readonly operator: CompareOperator;
      /** Literal on the right of the operator, as JSON reads it. */
      readonly value: FilterValue;
    }
  | {
      /** `path pr` */
      readonly kind: "present";
      /** Attribute that must have a value. */
      readonly path: AttributePath;
    }
  | {
      /** `a and b and …` */
      readonly kind: "and";
      /** Two filters or more that must all match, in the order in which they were written. */
      readonly operands: readonly Filter[];
    }
  | {
      /** `a or b or …` */
      readonly kind: "or";
      /** Two filters or more of which at least one must match, in the order in which they were written. */
      readonly operands: readonly Filter[];
    }
  | {
      /** `not (a)` */
      readonly kind: "not";
      /** Filter that must not match. */
      readonly operand: Filter;
    }
  | {
      /** `path[filter]`: one element satisfies the whole inner filter. */
      readonly kind: "valuePath";
      /** Complex attribute before the bracket. */
      readonly path: AttributePath;
      /** Filter in the brackets; its paths name sub-attributes of the element. */
      readonly filter: Filter;
    };

/** A node of one kind. */
export type FilterNode<Kind extends Filter["kind"]> = Extract<Filter, { readonly kind: Kind }>;

/**
 * The target of a PATCH operation (RFC 7644 §3.5.2, figure 7): `attrPath`, or `attrPath[filter]` with an optional
 * sub-attribute after the bracket.
 */
export interface PatchPath {
  /** Attribute or sub-attribute to change. */
  readonly path: AttributePath;
  /**
   * Selects elements of a multi-valued attribute. The sub-attribute of `path`, if any, is the one after the bracket.
   */
  readonly filter?: Filter | undefined;
}
