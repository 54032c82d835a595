/** The syntax tree of an expression. */

/**
 * A node of a parsed expression, as plain, deeply readonly data that survives `JSON.stringify`. `kind` distinguishes
 * the nodes; `Extract<ExpressionNode, { kind: "call" }>` is the type of one of them.
 */
export type ExpressionNode = {
  /** Zero-based offset of the first character in the expression, in UTF-16 code units. */
  readonly offset: number;
  /** Zero-based offset after the last character, in UTF-16 code units. */
  readonly end: number;
} & (
  | {
      /** `"string"` */
      readonly kind: "string";
      /** The string without its quotes, escapes resolved. */
      readonly value: string;
    }
  | {
      /** `1000`, `-10`, `42568.75` or `&HF7` */
      readonly kind: "number";
      /** The number as written, because a FILETIME has more digits than a JavaScript number can hold. */
      readonly raw: string;
    }
  | {
      /** `[name]` */
      readonly kind: "attribute";
      /** Name of the source attribute, as written between the brackets. */
      readonly name: string;
    }
  | {
      /** A bare word: a compare type, an encoding or a flow symbol. */
      readonly kind: "keyword";
      /** The word in its documented case. */
      readonly name:
        | "vbTextCompare"
        | "vbBinaryCompare"
        | "UTF8"
        | "Unicode"
        | "ASCII"
        | "IgnoreAttributeFlow"
        | "IgnoreObjectFlow";
    }
  | {
      /** An empty argument, which is not the same as `""`. Occurs only among the arguments of a call. */
      readonly kind: "omitted";
    }
  | {
      /** `Name(argument, …)` */
      readonly kind: "call";
      /** Name of the function, as written; functions are found in any case. */
      readonly name: string;
      /** The arguments in order, with an `omitted` node for each empty one; no nodes for `Name()`. */
      readonly arguments: readonly ExpressionNode[];
    }
  | {
      /** `left operator right` */
      readonly kind: "compare";
      /** The operator between the operands. */
      readonly operator: "=" | "<>" | ">" | ">=" | "<" | "<=";
      /** The left operand. */
      readonly left: ExpressionNode;
      /** The right operand. */
      readonly right: ExpressionNode;
    }
  | {
      /** `a & b & …`, from cloud sync. */
      readonly kind: "concat";
      /** Two nodes or more whose values are concatenated, in order. */
      readonly operands: readonly ExpressionNode[];
    }
);

/** A node of one kind. */
export type NodeOf<Kind extends ExpressionNode["kind"]> = Extract<ExpressionNode, { readonly kind: Kind }>;

/** Operators that compare two values. */
export type ComparisonOperator = NodeOf<"compare">["operator"];

/** Words with a meaning of their own: compare types, encodings and the two flow symbols. */
export type Keyword = NodeOf<"keyword">["name"];

/** The child nodes of a node, in order. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case "call":
      return node.arguments;
    case "compare":
      return [node.left, node.right];
    case "concat":
      return node.operands;
    default:
      return [];
  }
}
