/**
 * The source of provisioning: a directory whose users are read as a stream.
 */
import type { ProvisioningLogEntry } from "./log.ts";
import type { SourceMirror } from "./mirror.ts";

/** A value of a source attribute. CSV files have strings only; Graph also has numbers, booleans and lists. */
export type SourceValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** A user of the directory. */
export interface SourceUser {
  /** Object id: never changes, never reused. The job compares GUIDs without case, other ids exactly. */
  readonly id: string;
  /**
   * Attributes by their name in the source, such as `mobilePhone`. An attribute without a value is absent, null or an
   * empty string.
   */
  readonly attributes: Readonly<Record<string, SourceValue>>;
}

/** An event of a read. */
export type SourceEvent =
  /** A user in its present form. */
  | {
      /** The user is new, has changed, or was just read again: the job compares. */
      readonly kind: "user";
      /** The user with all attributes, not only the changed ones. */
      readonly user: SourceUser;
    }
  /** A user that was deleted. */
  | {
      /** The source reports the deletion itself; a user that a snapshot merely does not list needs no event. */
      readonly kind: "removed";
      /** Object id of the user. */
      readonly id: string;
      /** `soft`: can be restored; `hard`: cannot (Graph's `@removed` reasons `changed` and `deleted`). */
      readonly removal: "soft" | "hard";
    }
  /** The last event of a complete read. A read that ends without it is incomplete, and then no account is removed. */
  | {
      /** Nothing follows. */
      readonly kind: "end";
      /** Where the next read of a delta source begins; absent on a snapshot. */
      readonly watermark?: string;
      /**
       * Whether the read listed everybody although it had a watermark, because the source could not use it: users whom
       * it did not list are gone. Default false.
       */
      readonly listsEverybody?: boolean;
    };

/** Options of {@link DirectorySource.read}. */
export interface SourceReadOptions {
  /** Where the last complete read ended; undefined for a full read. Only for delta sources. */
  readonly watermark?: string | undefined;
  /** What the source keeps between reads, in the state of the job; undefined for a read on its own, which is full. */
  readonly mirror?: SourceMirror | undefined;
  /** The attributes that the job reads, by the names of its mapping; undefined when all may be read. */
  readonly attributes?: readonly string[] | undefined;
  /** Ends the read; the stream may then throw or simply end. */
  readonly signal?: AbortSignal | undefined;
}

/** An application role that a user holds through an assignment. */
export interface AssignedRole {
  /** Role id; all zeros is Default Access. */
  readonly id: string;
  /** What applications call the role (`value` of Graph's `appRole`), where it is known. */
  readonly value?: string | undefined;
  /** Name for people, where it is known. */
  readonly displayName?: string | undefined;
  /** Whether the user is assigned directly, or through a group. */
  readonly direct: boolean;
}

/** The users assigned to the application. */
export interface Assignments {
  /** The application itself, where it is known. */
  readonly servicePrincipal?: NonNullable<ProvisioningLogEntry["servicePrincipal"]>;
  /** What may be wrong with the assignments, as sentences for the summary of a cycle; absent when nothing is. */
  readonly warnings?: readonly string[] | undefined;
  /**
   * Returns the roles of a user, directly or as an immediate member of an assigned group; empty for a user who is not
   * assigned.
   *
   * @param userId - Object id; a GUID in lower case, whatever its case in the source.
   */
  rolesOf(userId: string): readonly AssignedRole[];
  /**
   * Whether nobody is assigned. Every disable and delete is then held back until it is allowed, whatever the deletion
   * threshold. Absent: this is not known.
   */
  isEmpty?(): boolean;
  /**
   * Returns a string that changes whenever the roles of any user change. A delta does not report such users (Graph's
   * does not), so the job reads all users again when it changes. Without it, a delta source must report those users
   * itself.
   */
  version?(): string;
}

/** A directory of users. */
export interface DirectorySource {
  /** Name for logs, such as `Microsoft Entra ID`. */
  readonly name: string;
  /**
   * Distinguishes this directory from all others, such as the id of its tenant; absent where it is not known. A job
   * refuses to use a state with another one. Without it, a full read compares the ids of the users.
   */
  readonly identity?: string | undefined;
  /**
   * `snapshot`: every read yields all users, and a user that is missing was deleted. `delta`: a read with a watermark
   * yields the changes; of several events of one user the last counts.
   */
  readonly kind: "snapshot" | "delta";
  /**
   * Inspects the source before anything is written: checks that it can be read completely, and reports what its users
   * look like.
   *
   * @throws ProvisioningError `invalid_source` or `incomplete_source`; no user is changed then.
   */
  describe(options?: Pick<SourceReadOptions, "attributes" | "signal">): Promise<{
    /** Names of the attributes that users of this source may have; undefined when any name is possible. */
    readonly attributeNames?: ReadonlySet<string>;
    /** Number of users that a full read yields, where it is known without an additional read. */
    readonly userCount?: number;
  }>;
  /** Reads the users, as a stream. */
  read(options?: SourceReadOptions): AsyncIterable<SourceEvent>;
  /**
   * Reads the assignments of the application; absent on a source that does not know them. Needed with scope `assigned`.
   * A cycle calls it before {@link DirectorySource.read}, with the watermark that the last complete cycle stored. The
   * read that follows may be full all the same.
   */
  assignments?(options?: Pick<SourceReadOptions, "watermark" | "mirror" | "signal">): Promise<Assignments>;
  /**
   * Finds the users with a name, for provisioning on demand: as their object id, user principal name, mail address or
   * display name, each without case. Further users may be among them. Yields their attributes under these names also
   * where the job does not read them. Absent: the job reads all users.
   */
  findUsers?(name: string, options?: Pick<SourceReadOptions, "attributes" | "signal">): AsyncIterable<SourceUser>;
}

/** What a source reports before it is read. */
export type SourceDescription = Awaited<ReturnType<DirectorySource["describe"]>>;

/** The role id that Entra shows as Default Access. */
export const DEFAULT_ACCESS_ROLE = "00000000-0000-0000-0000-000000000000";
