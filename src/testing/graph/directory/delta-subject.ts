/** What a delta query needs to know about the type of its objects. */
import type { ChangeLog } from "./change-log.ts";
import type { ObjectTable } from "./object-table.ts";
import type { TypeProperties } from "./type-properties.ts";

/** An item of a page. */
export type DeltaItem = Readonly<Record<string, unknown>>;

/** The changes of an object that a page reports. */
export interface ReportedChanges {
  /** Names of the changed properties; undefined when the object was created or restored, or a full round lists it. */
  properties: Set<string> | undefined;
  /** Previous managers. */
  readonly managers: Set<string>;
  /** Members that were added or removed. */
  readonly members: Set<string>;
}

/** A part of an object in a full round. */
export interface FullPart {
  /** The item; undefined when the round omits the object. */
  readonly item: DeltaItem | undefined;
  /** Number of members in the item. */
  readonly members: number;
  /** Next member; undefined when the object is complete. */
  readonly nextOffset: number | undefined;
}

/** A type of objects that can be tracked. */
export interface DeltaSubject {
  /** Path below `/v1.0`. */
  readonly path: string;
  /** Properties of the type. */
  readonly properties: TypeProperties;
  /** The objects. */
  readonly table: ObjectTable;
  /** Their changes. */
  readonly log: ChangeLog;
  /** Permissions that single properties need in addition. */
  readonly propertyPermissions: ReadonlyMap<string, string>;
  /** Returns a part of an object, with members from `offset`, at most `limit` of them. */
  fullPart(place: number, select: readonly string[], offset: number, limit: number): FullPart;
  /** Returns the item for a changed object. */
  changedItem(place: number, select: readonly string[], changes: ReportedChanges, minimal: boolean): DeltaItem;
}
