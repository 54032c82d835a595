/**
 * The tree of a .NET regular expression.
 *
 * Everything works on UTF-16 code units, as .NET does.
 */

/** Whether a code unit is in a set. */
export type CodeUnitTest = (unit: number) => boolean;

/** A position in a string, and where the search started. */
interface SearchPosition {
  readonly string: string;
  readonly position: number;
  readonly scanStart: number;
}

/** Whether a position matches without consuming a character. */
export type AnchorTest = (place: SearchPosition) => boolean;

/** A node of the tree. */
export type RegexNode =
  | { readonly kind: "literal"; readonly unit: number }
  | { readonly kind: "set"; readonly test: CodeUnitTest }
  | { readonly kind: "anchor"; readonly test: AnchorTest }
  | { readonly kind: "sequence"; readonly nodes: readonly RegexNode[] }
  | { readonly kind: "alternation"; readonly nodes: readonly RegexNode[] }
  | {
      readonly kind: "repeat";
      readonly node: RegexNode;
      readonly minimum: number;
      readonly maximum: number;
      readonly lazy: boolean;
    }
  /** `group` is undefined for `(?<-release>…)`, which only removes a capture. */
  | {
      readonly kind: "capture";
      readonly node: RegexNode;
      readonly group: string | undefined;
      readonly release: string | undefined;
    }
  | { readonly kind: "atomic"; readonly node: RegexNode }
  | { readonly kind: "look"; readonly node: RegexNode; readonly behind: boolean; readonly negative: boolean }
  | { readonly kind: "reference"; readonly group: string; readonly ignoreCase: boolean }
  | {
      readonly kind: "conditional";
      /** A pattern, or the name or number of a group. */
      readonly condition: RegexNode | string;
      readonly yes: RegexNode;
      readonly no: RegexNode;
    };

/** A parsed pattern. */
export interface ParsedPattern {
  readonly root: RegexNode;
  /** Indexes of the groups by name and by number in digits; index 0 is the whole match. */
  readonly groups: ReadonlyMap<string, number>;
}

/** An empty pattern. */
export const EMPTY: RegexNode = { kind: "sequence", nodes: [] };
