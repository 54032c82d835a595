/**
 * The service under test, as checks speak to it. Whatever a check creates is remembered here and removed afterwards.
 */
import { GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from "../../urns.ts";
import type { Discovery } from "./discovery.ts";
import { type Answer, type Body, elementsOf, memberOf, type Resource, resourcesOf, textOf } from "./exchange.ts";
import { expectList, Unmet } from "./expect.ts";
import type { ConformanceProfile } from "./profile.ts";
import { makePeople, type People } from "./sample-users.ts";
import type { Send, Sending } from "./transport.ts";

/** Every user and group of a run has a name that begins with this. */
export const NAME_PREFIX = "scim-check-";

/** A PATCH operation as it is sent. */
export type Operation = Readonly<Record<string, unknown>>;

/** What a {@link Scim} is made of. */
export interface ScimOptions {
  /** URL of the service, without a slash at its end. */
  readonly baseUrl: string;
  readonly profile: ConformanceProfile;
  readonly discovery: Discovery;
  readonly send: Send;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Letters and digits that no other run has. */
  readonly run: string;
}

/** The service under test. */
export class Scim {
  /** URL of the service, without a slash at its end. */
  readonly baseUrl: string;
  /** What the service is expected to be. */
  readonly profile: ConformanceProfile;
  /** What the service says of itself. */
  readonly discovery: Discovery;
  /** Part of every name of this run. */
  readonly run: string;
  readonly #send: Send;
  readonly #signal: AbortSignal;
  /** Paths of what was created and not deleted again, oldest first. */
  readonly #created = new Set<string>();
  /** Those of them that stay until the end of the run. */
  readonly #kept = new Set<string>();
  #names = 0;
  /** Made for the first check that asks. */
  #people: Promise<People> | undefined;

  constructor({ baseUrl, profile, discovery, send, signal, run }: ScimOptions) {
    this.baseUrl = baseUrl;
    this.profile = profile;
    this.discovery = discovery;
    this.run = run;
    this.#send = send;
    this.#signal = signal;
  }

  /** Path of the users. */
  get users(): string {
    return this.discovery.users;
  }

  /** Path of the groups. */
  get groups(): string {
    return this.discovery.groups;
  }

  /** Sends a request to a path below the base URL. */
  async send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    const answer = await this.#send(method, path, sending, this.#signal);
    this.#remember(answer);
    return answer;
  }

  /** GET. */
  get(path: string, headers?: Sending["headers"]): Promise<Answer> {
    return this.send("GET", path, { headers });
  }

  /** POST of a JSON body. */
  post(path: string, body: unknown): Promise<Answer> {
    return this.send("POST", path, { body });
  }

  /** PUT of a JSON body. */
  put(path: string, body: unknown, headers?: Sending["headers"]): Promise<Answer> {
    return this.send("PUT", path, { body, headers });
  }

  /** PATCH with these operations. */
  patch(path: string, operations: readonly Operation[], headers?: Sending["headers"]): Promise<Answer> {
    return this.send("PATCH", path, { body: { schemas: [PATCH_OP], Operations: operations }, headers });
  }

  /** PATCH with these operations, and the resource as it is then: of the answer, or asked for after a 204. */
  async patched(resource: Resource, ...operations: readonly Operation[]): Promise<Answer> {
    const answer = await this.patch(resource.path, operations);
    if (answer.status !== 200 && answer.status !== 204) throw new Unmet("status 200 or 204", answer);
    const after = await this.get(resource.path);
    // The report shows the request that made the difference, with what it left behind.
    return { ...after, request: answer.request };
  }

  /** DELETE. */
  delete(path: string, headers?: Sending["headers"]): Promise<Answer> {
    return this.send("DELETE", path, { headers });
  }

  /** A name that no other user or group has. */
  name(): string {
    this.#names += 1;
    return `${NAME_PREFIX}${this.run}-${this.#names}`;
  }

  /** Body of a user that every SCIM service should accept, also Proxyclick: its userName is its work email, and it has both names. */
  newUser(attributes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    const userName = `${this.name()}@example.com`;
    return {
      schemas: [USER_SCHEMA],
      userName,
      name: { givenName: "Check", familyName: "Conformance" },
      emails: [{ value: attributes["userName"] ?? userName, type: "work", primary: true }],
      active: true,
      ...attributes,
    };
  }

  /** Creates a user. */
  user(attributes: Readonly<Record<string, unknown>> = {}): Promise<Resource> {
    return this.#create(this.users, this.newUser(attributes));
  }

  /** Body of a group. */
  newGroup(attributes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    return { schemas: [GROUP_SCHEMA], displayName: this.name(), ...attributes };
  }

  /** Creates a group. */
  group(attributes: Readonly<Record<string, unknown>> = {}): Promise<Resource> {
    return this.#create(this.groups, this.newGroup(attributes));
  }

  /** The users whom the checks of filters, order and pages ask for. */
  people(): Promise<People> {
    this.#people ??= this.#makePeople();
    return this.#people;
  }

  async #makePeople(): Promise<People> {
    const people = await makePeople(this);
    for (const { path } of Object.values<Resource>({ ...people })) this.#kept.add(path);
    return people;
  }

  /** A query of the users. */
  list(parameters: Readonly<Record<string, string | number>>, path: string = this.users): Promise<Answer> {
    const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
    return this.get(`${path}?${query}`);
  }

  /** A query of the users that must be answered by a list. */
  async listed(parameters: Readonly<Record<string, string | number>>): Promise<Answer> {
    const answer = await this.list(parameters);
    expectList(answer);
    return answer;
  }

  /** A filter for the people and no other users. */
  get peopleFilter(): string {
    return `userName sw "${NAME_PREFIX}${this.run}-people-"`;
  }

  /** Paths of what was created and no later check needs, newest first: a group goes before its members. */
  litter(): readonly string[] {
    return this.created().filter((path) => !this.#kept.has(path));
  }

  /** Paths of everything that was created and is still there, newest first. */
  created(): readonly string[] {
    return [...this.#created].reverse();
  }

  /** A resource is gone. */
  forget(path: string): void {
    this.#created.delete(path);
  }

  /** Takes note of what an answer says was made or deleted. What has another name than the names of this run is never ours. */
  #remember({ request, status, body }: Answer): void {
    const [path = ""] = request.path.split("?");
    if (status >= 400) return;
    if (request.method === "DELETE") this.#created.delete(path);
    if (request.method !== "POST") return;
    const id = textOf(body["id"]);
    const name = textOf(body["userName"] ?? body["displayName"] ?? NAME_PREFIX);
    const isOurs = id !== "" && name.toLowerCase().startsWith(NAME_PREFIX);
    if (isOurs && (path === this.users || path === this.groups)) this.#created.add(this.pathOf(path, id));
    for (const { method, location } of elementsOf(body, "Operations")) {
      const below = pathBelow(this.baseUrl, textOf(location)) ?? "";
      if (!below.startsWith(`${this.users}/`) && !below.startsWith(`${this.groups}/`)) continue;
      if (textOf(method).toUpperCase() === "POST") this.#created.add(below);
      else if (textOf(method).toUpperCase() === "DELETE") this.#created.delete(below);
    }
  }

  /** Path of a resource. */
  pathOf(endpoint: string, id: string): string {
    return `${endpoint}/${encodeURIComponent(id)}`;
  }

  async #create(endpoint: string, body: Body): Promise<Resource> {
    const answer = await this.post(endpoint, body);
    const id = textOf(answer.body["id"]);
    if (answer.status >= 300 || id === "") {
      throw new Unmet("a resource to be created, which this check goes on with", answer);
    }
    return { id, path: this.pathOf(endpoint, id), answer, body: answer.body };
  }
}

/** The path of a resource below the base URL; undefined for a location elsewhere. */
export function pathBelow(baseUrl: string, location: string): string | undefined {
  if (location === "") return undefined;
  if (location.startsWith(`${baseUrl}/`)) return location.slice(baseUrl.length);
  const base = new URL(baseUrl);
  const url = URL.parse(location, `${baseUrl}/`);
  if (url === null || url.origin !== base.origin || !url.pathname.startsWith(`${base.pathname}/`)) return undefined;
  return url.pathname.slice(base.pathname.length);
}

/** Ids of the resources in a ListResponse. */
export function idsOf(answer: Answer): readonly string[] {
  return resourcesOf(answer).map((resource) => textOf(resource["id"]));
}

/** A time of `meta`, in milliseconds; NaN where there is none. */
export function timeOf(body: Body, name: "created" | "lastModified"): number {
  return Date.parse(textOf(memberOf(body, `meta.${name}`)));
}
