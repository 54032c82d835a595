/** Finds the user whom an administrator names: by object id, user principal name, mail address or display name. */
import { ProvisioningError } from "../../errors.ts";
import { canonicalId } from "../../internal/object-id.ts";
import type { JobContext } from "../context/job-context.ts";
import { sourceEvents } from "../cycle/source-events.ts";
import { readSourceAttribute } from "../mapping/source-attributes.ts";
import { OverlayMirror } from "../mirror/overlay-mirror.ts";
import type { DirectorySource, SourceEvent, SourceUser } from "../ports/source.ts";

/** What a name may be, the most certain first. A guest also has the user principal name that the directory stores. */
const WAYS = [
  { label: "object id", unique: true, attributes: [] },
  { label: "user principal name", unique: true, attributes: ["userPrincipalName", "originalUserPrincipalName"] },
  { label: "mail address", unique: false, attributes: ["mail"] },
  { label: "display name", unique: false, attributes: ["displayName"] },
] as const;

/** Users with one name that an error lists. */
const MAX_LISTED = 10;
/** Users with one name that are kept; of more, the others are not listed in any case. */
const MAX_KEPT = 1_000;

/**
 * Finds a user. A source that can finds the users with the name itself. A snapshot is read until it lists the object id
 * or user principal name; else the source is read to its end, because another user may have the same mail address or
 * name, and a delta may list the user again.
 *
 * @throws ProvisioningError `invalid_source` when no user has the name, or several have it; `incomplete_source` when
 *   the source ends early.
 */
export async function findUser(
  job: Pick<JobContext, "source" | "reads" | "state">,
  name: string,
  signal: AbortSignal | undefined,
): Promise<SourceUser> {
  const { source } = job;
  const candidates = new Candidates(name);
  let complete = false;
  for await (const event of sourceEvents(eventsOf(job, name, signal), signal)) {
    if (event.kind === "end") complete = true;
    else if (event.kind === "removed") candidates.remove(event.id);
    else candidates.add(event.user);
    const certain = source.kind === "snapshot" ? candidates.certain() : undefined;
    if (certain !== undefined) return certain;
  }
  signal?.throwIfAborted();
  if (!complete) throw new ProvisioningError("incomplete_source", `${source.name} ended before its end`);
  return candidates.only(source.name);
}

function eventsOf(
  { source, reads: attributes, state }: Pick<JobContext, "source" | "reads" | "state">,
  name: string,
  signal: AbortSignal | undefined,
): AsyncIterable<SourceEvent> {
  if (source.findUsers !== undefined) return foundUsers(source.findUsers(name, { attributes, signal }));
  // The next cycle goes on from the mirror as it is.
  return source.read({ mirror: new OverlayMirror(state.mirror), attributes, signal });
}

async function* foundUsers(
  users: ReturnType<NonNullable<DirectorySource["findUsers"]>>,
): AsyncGenerator<SourceEvent, void, void> {
  for await (const user of users) yield { kind: "user", user };
  yield { kind: "end" };
}

/** The users with a name, by what the name is. */
class Candidates {
  readonly #name: string;
  readonly #found = WAYS.map((way) => ({ way, users: new Map<string, SourceUser>() }));

  constructor(name: string) {
    this.#name = name;
  }

  /** Adds a user who has the name; replaces what an earlier event said about the user. */
  add(user: SourceUser): void {
    this.remove(user.id);
    const found = this.#found.find(({ way }) => isNamed(user, this.#name, way));
    if (found !== undefined && found.users.size < MAX_KEPT) found.users.set(user.id, user);
  }

  remove(id: string): void {
    for (const { users } of this.#found) users.delete(id);
  }

  /** The user who has the name as something that nobody shares. */
  certain(): SourceUser | undefined {
    const found = this.#found.find(({ way, users }) => way.unique && users.size > 0);
    return found?.users.values().next().value;
  }

  /** The only user with the name; what is more certain wins. */
  only(sourceName: string): SourceUser {
    const { way, users = new Map<string, SourceUser>() } = this.#found.find((found) => found.users.size > 0) ?? {};
    const [user, ...others] = users.values();
    const name = JSON.stringify(this.#name);
    if (user === undefined || way === undefined) {
      const expected = `${WAYS.slice(0, -1)
        .map(({ label }) => label)
        .join(", ")} or ${WAYS.at(-1)?.label}`;
      throw new ProvisioningError("invalid_source", `${sourceName} has no user ${name}; expected an ${expected}`);
    }
    if (others.length === 0) return user;
    const listed = [user, ...others].slice(0, MAX_LISTED).map(describe).join(", ");
    const more = users.size > MAX_LISTED ? ", …" : "";
    const count = users.size === MAX_KEPT ? `${MAX_KEPT} or more` : users.size;
    throw new ProvisioningError(
      "invalid_source",
      `${sourceName} has ${count} users with the ${way.label} ${name}: ${listed}${more}; name one by its object id`,
    );
  }
}

/** Names are compared without case. */
function isNamed(user: SourceUser, name: string, { attributes }: (typeof WAYS)[number]): boolean {
  if (attributes.length === 0) return user.id === canonicalId(name);
  return attributes.some((attribute) => {
    const value = readSourceAttribute(user, attribute);
    return typeof value === "string" && value !== "" && value.toLowerCase() === name.toLowerCase();
  });
}

function describe(user: SourceUser): string {
  const name = readSourceAttribute(user, "userPrincipalName");
  return typeof name === "string" && name !== "" ? `${user.id} (${name})` : user.id;
}
