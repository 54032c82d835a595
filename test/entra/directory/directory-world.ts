/** A job that keeps a copy of users and roles by what a directory reports, and what the copy must be. */
import { entraDirectory } from "../../../src/entra/directory/entra-directory.ts";
import type { Assignments, DirectorySource, SourceEvent } from "../../../src/provisioning/index.ts";
import { MemoryMirror } from "../../../src/provisioning/mirror/memory-mirror.ts";
import { createGraphEmulator, type GraphEmulator, type GraphEmulatorOptions } from "../../../src/testing/index.ts";

/** A user as the copy has it. */
interface CopiedUser {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly roles: string;
}

/** Attributes that the job reads, by their names in Graph. */
export const READS = ["userPrincipalName", "displayName", "department", "accountEnabled", "businessPhones", "manager"];

/** How a cycle ends. */
export interface CycleFate {
  /** The job stops after so many events. */
  readonly stopAfter?: number;
  /** The job is killed before it stores the watermark. */
  readonly losesWatermark?: boolean;
  /** The job is killed before it has processed more events than this, although it has read all. */
  readonly processes?: number;
}

/** A directory, its source, and a job that copies it. */
export class DirectoryWorld {
  readonly graph: GraphEmulator;
  readonly source: DirectorySource;
  readonly mirror = new MemoryMirror();
  readonly copy = new Map<string, CopiedUser>();
  /** Removals that were reported, by user. */
  readonly removals = new Map<string, "soft" | "hard">();
  watermark: string | undefined;
  warnings: readonly string[] = [];

  constructor(options: GraphEmulatorOptions = {}, source: { readonly retries?: number } = {}) {
    this.graph = createGraphEmulator(options);
    this.source = entraDirectory({
      credential: async () => this.graph.issueToken(),
      fetch: this.graph.fetch,
      servicePrincipalId: this.graph.servicePrincipalId,
      tenantId: this.graph.tenantId,
      lookUpDelay: 1,
      retry: { limit: source.retries ?? 2, delay: 1, maxDelay: 1, maxRetryAfter: 1 },
    });
  }

  /** Runs a cycle; returns the ids of the users it reported. */
  async cycle({
    stopAfter = Number.POSITIVE_INFINITY,
    losesWatermark = false,
    processes = Number.POSITIVE_INFINITY,
  }: CycleFate = {}): Promise<string[]> {
    const { mirror, watermark } = this;
    const { rolesOf, warnings = [] } = (await this.source.assignments?.({ watermark, mirror })) ?? {
      rolesOf: () => [],
    };
    this.warnings = warnings;
    const reported: string[] = [];
    const listed = new Set<string>();
    let end: Extract<SourceEvent, { kind: "end" }> | undefined;
    for await (const event of this.source.read({ watermark, mirror, attributes: READS })) {
      if (event.kind === "end") {
        end = event;
        continue;
      }
      if (reported.length >= stopAfter) break;
      const id = event.kind === "user" ? event.user.id : event.id;
      reported.push(id);
      if (reported.length <= processes) this.#process(event, listed, rolesOf);
    }
    if (end === undefined || reported.length > processes) return reported;
    // A read of everybody says who has left by not listing them.
    if (watermark === undefined) for (const id of [...this.copy.keys()]) if (!listed.has(id)) this.copy.delete(id);
    if (!losesWatermark) this.watermark = end.watermark;
    return reported;
  }

  #process(event: Exclude<SourceEvent, { kind: "end" }>, listed: Set<string>, rolesOf: Assignments["rolesOf"]): void {
    if (event.kind === "removed") {
      listed.delete(event.id);
      this.removals.set(event.id, event.removal);
      this.copy.delete(event.id);
      return;
    }
    const { id, attributes } = event.user;
    listed.add(id);
    this.removals.delete(id);
    this.copy.set(id, { attributes: sorted(attributes), roles: rolesKey(rolesOf(id)) });
  }

  /** The users and roles as a plain full read of the directory has them. */
  expected(): Map<string, CopiedUser> {
    const { users } = this.graph;
    const roles = this.#roles();
    return new Map(
      [...users.ids()].map((id) => {
        const properties = users.get(id) ?? {};
        const held = [...(roles.get(id) ?? [])].map(([role, direct]) => ({ id: role, direct }));
        return [id, { attributes: attributesOf(properties), roles: rolesKey(held) }];
      }),
    );
  }

  /** Roles by user: direct ones come before those of groups. */
  #roles(): Map<string, Map<string, boolean>> {
    const { assignments, groups } = this.graph;
    const roles = new Map<string, Map<string, boolean>>();
    const add = (user: string, role: string, direct: boolean) => {
      const held = roles.get(user) ?? new Map<string, boolean>();
      if (!held.has(role)) held.set(role, direct);
      roles.set(user, held);
    };
    const list = assignments.list();
    for (const { principalId, appRoleId } of list)
      if (this.graph.users.get(principalId) !== undefined) add(principalId, appRoleId, true);
    for (const { principalId, appRoleId } of list) {
      const group = groups.get(principalId);
      if (group?.state !== "active" || group["securityEnabled"] !== true) continue;
      for (const member of groups.members(principalId)) add(member, appRoleId, false);
    }
    return roles;
  }

  /** Number of requests to Graph since the last call. */
  takeRequests(): readonly string[] {
    const paths = this.graph.journal.entries().map(({ path }) => path);
    this.graph.journal.clear();
    return paths;
  }
}

function rolesKey(roles: readonly { readonly id: string; readonly direct: boolean }[]): string {
  return roles
    .map(({ id, direct }) => `${id}/${direct}`)
    .sort()
    .join();
}

/** The attributes of a user that have a value. */
function attributesOf(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const found = READS.flatMap((name): readonly (readonly [string, unknown])[] => {
    const value = properties[name];
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (isEmpty) return name === "accountEnabled" ? [[name, ""]] : [];
    return [[name, value]];
  });
  return sorted(Object.fromEntries(found));
}

function sorted(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)));
}
