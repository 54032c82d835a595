/**
 * Parts of a synchronization schema in the form in which Microsoft Graph exports one, with the values that Graph shows where nothing is chosen.
 */

/** What an attribute definition may differ in. */
export interface DefinitionOptions {
  /** Type in Graph's words; `String` by default. */
  readonly type?: string;
  /** Whether it identifies the object; false by default. */
  readonly anchor?: boolean;
  /** Whether an object must have it; false by default. */
  readonly required?: boolean;
}

/** An attribute of a directory's object (Graph: `attributeDefinition`). */
export function attributeDefinition(name: string, options: DefinitionOptions = {}) {
  return {
    name,
    type: options.type ?? "String",
    anchor: options.anchor ?? false,
    caseExact: false,
    defaultValue: null,
    flowNullValues: false,
    metadata: [],
    multivalued: false,
    mutability: "ReadWrite",
    required: options.required ?? false,
    referencedObjects: [],
  };
}

/** What an attribute mapping may differ in. */
export interface MappingOptions {
  /** Order among the matching attributes, from 1; 0, the default, for none. */
  readonly matchingPriority?: number;
  /** Value that flows where the source has none; nothing by default. */
  readonly defaultValue?: string;
}

/** A row of the mapping (Graph: `attributeMapping`). */
export function attributeMapping<Source>(targetAttributeName: string, source: Source, options: MappingOptions = {}) {
  return {
    targetAttributeName,
    source,
    matchingPriority: options.matchingPriority ?? 0,
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    defaultValue: options.defaultValue ?? null,
    exportMissingReferences: false,
  };
}
