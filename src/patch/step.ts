/** What operations become once names are looked up and values have their type: the strict form, in which nothing is left to guess. */
import type { AttributeNode, ExtensionNode } from "../models/attribute-tree.ts";
import type { CompiledPath } from "./compile-path.ts";
import type { Elements } from "./elements.ts";
import type { OperationPlace } from "./patch-error.ts";

/** The operations of RFC 7644 §3.5.2. */
export type Verb = "add" | "replace" | "remove";

/** A sub-attribute and what becomes of it; undefined removes it. */
export interface Part {
  readonly node: AttributeNode;
  readonly value: unknown;
}

interface AttributeStep {
  /** Where the operation stands, for errors. */
  readonly place: OperationPlace;
  readonly path: CompiledPath;
  /** The attribute of the path. */
  readonly attribute: AttributeNode;
}

/** Removes the attribute, or the elements that the path selects. */
export interface RemoveStep extends AttributeStep {
  readonly kind: "remove";
}

/** Sets a simple value, or puts a whole element in place of those that the path selects. */
export interface PutStep extends AttributeStep {
  readonly kind: "put";
  readonly value: unknown;
}

/** Sets and removes sub-attributes, of a complex attribute or of the elements that the path selects. */
export interface MergeStep extends AttributeStep {
  readonly kind: "merge";
  readonly parts: readonly Part[];
  /** The operation: `add` lengthens multi-valued sub-attributes, `remove` makes no new element. */
  readonly verb: Verb;
}

/** Adds elements to a multi-valued attribute, takes named ones out of it, or puts others in place of all. */
export interface ElementsStep extends AttributeStep {
  readonly kind: "append" | "takeOut" | "assign";
  readonly elements: Elements;
}

/** A readOnly attribute among others in a value: fine as long as it says what is there already. */
export interface ConfirmStep extends AttributeStep {
  readonly kind: "confirm";
  readonly value: unknown;
}

/** Removes all attributes of an extension. */
export interface RemoveExtensionStep {
  readonly kind: "removeExtension";
  readonly place: OperationPlace;
  readonly extension: ExtensionNode;
}

/** One change of one attribute. */
export type Step = RemoveStep | PutStep | MergeStep | ElementsStep | ConfirmStep | RemoveExtensionStep;
