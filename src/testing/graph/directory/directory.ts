/** A directory of Microsoft Entra ID: users, groups, service principals and assignments, and what connects them. */
import { canonicalId } from "../../../internal/object-id.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import { Assignments } from "./assignments.ts";
import type { GraphBehavior } from "./behavior.ts";
import { DirectoryGroups } from "./directory-groups.ts";
import { DirectoryUsers } from "./directory-users.ts";
import type { InitialObjects } from "./object-table.ts";
import { ServicePrincipals } from "./service-principals.ts";

/** Life of a deleted object, in milliseconds. */
const DELETED_LIFE = 30 * 86_400_000;

/** A read of an object that may not have reached every replica. */
interface ReadObject {
  /** Time of creation in milliseconds. */
  readonly created: number;
  /** Number of GETs that did not find it. */
  reads: number;
}

/** The directory of an emulated tenant. */
export class Directory {
  readonly users: DirectoryUsers;
  readonly groups: DirectoryGroups;
  readonly servicePrincipals: ServicePrincipals;
  readonly assignments: Assignments;
  readonly behavior: GraphBehavior;
  readonly runtime: EmulatorRuntime;
  /** Number of times that all delta tokens were revoked. */
  deltaGeneration = 0;

  constructor(users: InitialObjects, behavior: GraphBehavior, runtime: EmulatorRuntime) {
    this.behavior = behavior;
    this.runtime = runtime;
    this.users = new DirectoryUsers(users, runtime, (id) => this.#dropPrincipal(id));
    this.groups = new DirectoryGroups(runtime, {
      typeOf: (id) => this.typeOf(id),
      onPurge: (id) => this.#dropPrincipal(id),
    });
    this.servicePrincipals = new ServicePrincipals(runtime);
    this.assignments = new Assignments(runtime);
  }

  /** Returns the type of an object, deleted ones included, such as `microsoft.graph.user`. */
  typeOf(id: string): string | undefined {
    if (this.users.table.placeOf(id) !== undefined) return "microsoft.graph.user";
    if (this.groups.table.placeOf(id) !== undefined) return "microsoft.graph.group";
    return this.servicePrincipals.find(id) === undefined ? undefined : "microsoft.graph.servicePrincipal";
  }

  /** Whether a read finds an object that exists: it does not for a while after the object was created. */
  isReadable(object: ReadObject): boolean {
    if (object.created === Number.NEGATIVE_INFINITY) return true;
    if (object.created + this.behavior.readLag > this.runtime.now().getTime()) return false;
    if (object.reads >= this.behavior.readsUntilFound) return true;
    object.reads += 1;
    return false;
  }

  /** Returns the display name of an object that is not deleted; undefined for any other one. */
  displayNameOf(id: string): string | null | undefined {
    const object = this.users.get(id) ?? this.groups.get(id);
    if (object !== undefined) {
      const name = object["displayName"];
      return object.state === "active" ? (typeof name === "string" ? name : null) : undefined;
    }
    return this.servicePrincipals.find(id)?.value.displayName;
  }

  /** Deletes for good what has been in the deleted items for 30 days. */
  purgeExpired(): void {
    const time = this.runtime.now().getTime() - DELETED_LIFE;
    for (const { id } of this.users.table.deletedSince(time)) this.users.purge(id);
    for (const { id } of this.groups.table.deletedSince(time)) this.groups.purge(id);
  }

  #dropPrincipal(id: string): void {
    const principal = canonicalId(id);
    const { purgedMemberships } = this.behavior;
    const isReported = purgedMemberships === "random" ? this.runtime.random() < 0.5 : purgedMemberships === "reported";
    this.groups.dropMember(principal, isReported);
    this.assignments.removeAllOf(principal);
  }
}
