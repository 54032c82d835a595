/**
 * Where users come from: a directory that can be read as a stream.
 */
import type { ServicePrincipal } from "./log.ts";

/** A value of a source attribute. Text files know only text; Graph also numbers, booleans and lists. */
export type SourceValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** A user of the directory. */
export interface SourceUser {
  /** Object id: never changes, never reused. */
  readonly id: string;
  /** Attributes by their name in the source, such as `mobilePhone`. An attribute without a value is absent, null or empty text. */
  readonly attributes: Readonly<Record<string, SourceValue>>;
}

/** What a source yields while it is read. */
export type SourceEvent =
  /** A user as it is now. */
  | {
      /** New, changed, or just read again: the job compares. */
      readonly kind: "user";
      /** The user with all attributes, not only the changed ones. */
      readonly user: SourceUser;
    }
  /** A user that is gone. */
  | {
      /** The source says so itself; who is merely not listed needs no event. */
      readonly kind: "removed";
      /** Object id of the user. */
      readonly id: string;
      /** `soft` can be restored, `hard` cannot (Graph's `@removed` reasons `changed` and `deleted`). */
      readonly removal: "soft" | "hard";
    }
  /** The last event of a read that saw everything. A read that ends without it is incomplete, and nobody is removed on its word. */
  | {
      /** Nothing follows. */
      readonly kind: "end";
      /** Where the next read of a delta source begins; absent on a snapshot. */
      readonly watermark?: string;
    };

/** How a source is to be read. */
export interface SourceReadOptions {
  /** Where the last complete read ended; undefined for a full read. Only for delta sources. */
  readonly watermark?: string | undefined;
  /** Ends the read; the stream may throw or just stop then. */
  readonly signal?: AbortSignal | undefined;
}

/** What a source can tell before it is read. */
export interface SourceDescription {
  /** Names that users of this source may carry; undefined when any name is possible. */
  readonly attributeNames?: ReadonlySet<string>;
  /** How many users a full read yields, where that is known without reading twice. */
  readonly userCount?: number;
}

/** An application role that a user holds through an assignment. */
export interface AssignedRole {
  /** Role id; all zeros is Default Access. */
  readonly id: string;
  /** Value or display name of the role, where it is known. */
  readonly value?: string | undefined;
  /** Whether the user is assigned by name, or through a group. */
  readonly direct: boolean;
}

/** Who is assigned to the application. */
export interface Assignments {
  /** The application itself, where it is known. */
  readonly servicePrincipal?: ServicePrincipal;
  /** Roles of a user, directly or as immediate member of an assigned group; empty for a user who is not assigned. */
  rolesOf(userId: string): readonly AssignedRole[];
  /**
   * A text that is another one when anybody's roles are others. A delta does not name users for that (Graph's does not), so the job reads everybody again when it
   * changes. Without it, a delta source must name those users itself.
   */
  version?(): string;
}

/** A directory of users. */
export interface DirectorySource {
  /** Name for logs, such as `Microsoft Entra ID`. */
  readonly name: string;
  /** `snapshot`: every read yields everybody, and who is missing is gone. `delta`: a read with a watermark yields what changed; the last word on a user counts. */
  readonly kind: "snapshot" | "delta";
  /**
   * Looks at the source before anything is written: that it can be read as a whole, and what its users look like.
   *
   * @throws ProvisioningError `invalid_source` or `incomplete_source`; nobody is changed then.
   */
  describe(options?: { readonly signal?: AbortSignal | undefined }): Promise<SourceDescription>;
  /** Reads the users, as a stream. */
  read(options?: SourceReadOptions): AsyncIterable<SourceEvent>;
  /** Reads who is assigned to the application; absent on a source that does not know. Needed with scope `assigned`. */
  assignments?(options?: { readonly signal?: AbortSignal | undefined }): Promise<Assignments>;
}

/** The role id that Entra shows as Default Access. */
export const DEFAULT_ACCESS_ROLE = "00000000-0000-0000-0000-000000000000";
