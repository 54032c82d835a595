/** The app role assignments of a directory, in the order of their creation. */
import { canonicalId } from "../../../internal/object-id.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";

/** An app role assignment. */
export interface Assignment {
  /** Opaque id of 43 characters. */
  readonly id: string;
  /** Object id of the user, group or service principal. */
  readonly principalId: string;
  /** Id of the app role; zeros for default access. */
  readonly appRoleId: string;
  /** Object id of the application's service principal. */
  readonly resourceId: string;
  /** When it was created, in milliseconds. */
  readonly created: number;
  /** When it was removed, in milliseconds. */
  removed: number | undefined;
}

/** Id of the role that stands for default access. */
export const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/** The assignments of an emulated directory. */
export class Assignments {
  readonly #byResource = new Map<string, Assignment[]>();
  readonly #byId = new Map<string, Assignment>();
  readonly #runtime: EmulatorRuntime;

  constructor(runtime: EmulatorRuntime) {
    this.#runtime = runtime;
  }

  /**
   * Assigns a principal; returns the existing assignment when there is one.
   *
   * @param created - When, in milliseconds; -Infinity for one that exists from the beginning.
   */
  add(
    { resourceId, principalId, appRoleId }: Pick<Assignment, "resourceId" | "principalId" | "appRoleId">,
    created: number = this.#runtime.now().getTime(),
  ): Assignment {
    const existing = this.find(resourceId, principalId, appRoleId);
    if (existing !== undefined) return existing;
    const assignment: Assignment = {
      id: this.#runtime.opaqueId(),
      principalId: canonicalId(principalId),
      appRoleId: canonicalId(appRoleId),
      resourceId: canonicalId(resourceId),
      created,
      removed: undefined,
    };
    const list = this.#byResource.get(assignment.resourceId) ?? [];
    list.push(assignment);
    this.#byResource.set(assignment.resourceId, list);
    this.#byId.set(assignment.id, assignment);
    this.#byKey.set(keyOf(assignment), assignment);
    return assignment;
  }

  /** Assignments that were not removed, by resource, principal and role. */
  readonly #byKey = new Map<string, Assignment>();

  /** Returns the assignment of a principal to a role; undefined when there is none. */
  find(resourceId: string, principalId: string, appRoleId: string): Assignment | undefined {
    return this.#byKey.get(
      keyOf({
        resourceId: canonicalId(resourceId),
        principalId: canonicalId(principalId),
        appRoleId: canonicalId(appRoleId),
      }),
    );
  }

  /** Removes an assignment; false when it does not exist. */
  remove(id: string): boolean {
    const assignment = this.#byId.get(id);
    if (assignment === undefined || assignment.removed !== undefined) return false;
    assignment.removed = this.#runtime.now().getTime();
    this.#byKey.delete(keyOf(assignment));
    return true;
  }

  /** Removes all assignments of a principal or of an application. */
  removeAllOf(id: string): void {
    for (const assignment of this.#byId.values())
      if (assignment.principalId === id || assignment.resourceId === id) this.remove(assignment.id);
  }

  /** Returns the assignments to an application, removed ones included. */
  listOf(resourceId: string): readonly Assignment[] {
    return this.#byResource.get(canonicalId(resourceId)) ?? [];
  }
}

function keyOf({ resourceId, principalId, appRoleId }: Omit<Assignment, "id" | "created" | "removed">): string {
  return `${resourceId} ${principalId} ${appRoleId}`;
}
