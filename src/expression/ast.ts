/**
 * A parsed expression as plain, deeply readonly data: it survives `JSON.stringify`, and every node knows where it stood in the text.
 */

/** Operators that compare two values. */
export type CompareOperator = "=" | "<>" | ">" | ">=" | "<" | "<=";

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
  readonly kind: "text";
  readonly value: string;
}

/** `1000`, `-10`, `42568.75` or `&HF7`. The digits are kept: a FILETIME has more of them than a JavaScript number holds. */
export interface NumberNode extends Span {
  readonly kind: "number";
  readonly text: string;
}

/** `[name]`: a source attribute. */
export interface AttributeNode extends Span {
  readonly kind: "attribute";
  readonly name: string;
}

/** A bare word. */
export interface KeywordNode extends Span {
  readonly kind: "keyword";
  readonly name: Keyword;
}

/** An argument that was left empty, which is not the same as `""`. Stands only among the arguments of a call. */
export interface OmittedNode extends Span {
  readonly kind: "omitted";
}

/** `Name(argument, …)`. The name is kept as it was written; functions are found in any case. */
export interface CallNode extends Span {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly ExpressionNode[];
}

/** `left operator right` */
export interface CompareNode extends Span {
  readonly kind: "compare";
  readonly operator: CompareOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

/** `a & b & …`: two operands or more. Known from cloud sync. */
export interface ConcatNode extends Span {
  readonly kind: "concat";
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
