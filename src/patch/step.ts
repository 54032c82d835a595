/** The strict form of operations, once names are looked up and values have the type of their attribute. */
import type { AttributeNode, ExtensionNode } from "../models/attribute-tree.ts";
import type { CompiledPath } from "./compile-path.ts";
import type { Elements } from "./elements.ts";
import type { OperationLocation } from "./patch-error.ts";

/** The operations of RFC 7644 §3.5.2. */
export type OperationName = "add" | "replace" | "remove";

/** A sub-attribute and its new value; undefined removes it. */
export interface SubAttributeChange {
  readonly node: AttributeNode;
  readonly value: unknown;
}

interface AttributeStep {
  /** The operation, for error messages. */
  readonly location: OperationLocation;
  readonly path: CompiledPath;
  /** The attribute of the path. */
  readonly attribute: AttributeNode;
}

/** Removes the attribute, or the elements that the path selects. */
export interface RemoveStep extends AttributeStep {
  readonly kind: "remove";
}

/** Sets a simple value, or replaces each element that the path selects. */
export interface SetStep extends AttributeStep {
  readonly kind: "set";
  readonly value: unknown;
}

/** Sets and removes sub-attributes of a complex attribute, or of the elements that the path selects. */
export interface MergeStep extends AttributeStep {
  readonly kind: "merge";
  readonly subAttributes: readonly SubAttributeChange[];
  /** `add` extends multi-valued sub-attributes; `remove` creates no element. */
  readonly opName: OperationName;
}

/** Adds elements to a multi-valued attribute, removes given ones from it, or replaces all of them. */
export interface ElementsStep extends AttributeStep {
  readonly kind: "addElements" | "removeElements" | "replaceElements";
  readonly elements: Elements;
}

/** A readOnly attribute or sub-attribute: allowed only with the value that it already has. */
export interface VerifyStep extends AttributeStep {
  readonly kind: "verify";
  readonly value: unknown;
}

/** Removes all attributes of an extension. */
export interface RemoveExtensionStep {
  readonly kind: "removeExtension";
  readonly location: OperationLocation;
  readonly extension: ExtensionNode;
}

/** One change of one attribute. */
export type PatchStep = RemoveStep | SetStep | MergeStep | ElementsStep | VerifyStep | RemoveExtensionStep;
