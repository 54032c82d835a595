/**
 * A parsed expression as plain, deeply readonly data: it survives `JSON.stringify`, and every node knows where it stood in the text.
 */

/** Operators that compare two values. */
export type ComparisonOperator = "=" | "<>" | ">" | ">=" | "<" | "<=";

/** Words that stand for themselves: compare types, encodings and the two flow symbols. */
export type Keyword =
  | "vbTextCompare"
  | "vbBinaryCompare"
  | "UTF8"
  | "Unicode"
  | "ASCII"
  | "IgnoreAttributeFlow"
  | "IgnoreObjectFlow";

/** Where a node stood in the text. */
export interface Span {
  /** Zero-based offset of the first character, in UTF-16 code units. */
  readonly offset: number;
  /** Zero-based offset after the last character, in UTF-16 code units. */
  readonly end: number;
}

/** `"text"`: a constant, escapes resolved. */
export interface TextNode extends Span {
  /** Tells a constant text from the other kinds of {@link ExpressionNode}. */
  readonly kind: "text";
  /** The text without its quotes. */
  readonly value: string;
}

/** `1000`, `-10`, `42568.75` or `&HF7`. The digits are kept: a FILETIME has more of them than a JavaScript number holds. */
export interface NumberNode extends Span {
  /** Tells a number from the other kinds of {@link ExpressionNode}. */
  readonly kind: "number";
  /** The number as it was written, sign and `&H` included. */
  readonly text: string;
}

/** `[name]`: a source attribute. */
export interface AttributeNode extends Span {
  /** Tells an attribute from the other kinds of {@link ExpressionNode}. */
  readonly kind: "attribute";
  /** What stands between the brackets, as it was written. */
  readonly name: string;
}

/** A bare word. */
export interface KeywordNode extends Span {
  /** Tells a bare word from the other kinds of {@link ExpressionNode}. */
  readonly kind: "keyword";
  /** The word in its documented case, however the text spelled it. */
  readonly name: Keyword;
}

/** An argument that was left empty, which is not the same as `""`. Stands only among the arguments of a call. */
export interface OmittedNode extends Span {
  /** Tells an empty argument from the other kinds of {@link ExpressionNode}. */
  readonly kind: "omitted";
}

/** `Name(argument, …)`. The name is kept as it was written; functions are found in any case. */
export interface CallNode extends Span {
  /** Tells a call from the other kinds of {@link ExpressionNode}. */
  readonly kind: "call";
  /** Name of the function, as it was written. */
  readonly name: string;
  /** In the order of the text; an {@link OmittedNode} for each that was left empty, and no nodes for `Name()`. */
  readonly arguments: readonly ExpressionNode[];
}

/** `left operator right` */
export interface CompareNode extends Span {
  /** Tells a comparison from the other kinds of {@link ExpressionNode}. */
  readonly kind: "compare";
  /** How the sides are compared. */
  readonly operator: ComparisonOperator;
  /** What stands before the operator. */
  readonly left: ExpressionNode;
  /** What stands after the operator. */
  readonly right: ExpressionNode;
}

/** `a & b & …`: two operands or more. Known from cloud sync. */
export interface ConcatNode extends Span {
  /** Tells a concatenation from the other kinds of {@link ExpressionNode}. */
  readonly kind: "concat";
  /** Nodes whose values are joined, in the order of the text. */
  readonly operands: readonly ExpressionNode[];
}

/** A node of a parsed expression. */
export type ExpressionNode =
  | TextNode
  | NumberNode
  | AttributeNode
  | KeywordNode
  | OmittedNode
  | CallNode
  | CompareNode
  | ConcatNode;

/** The nodes directly below a node, in the order of the text. */
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
