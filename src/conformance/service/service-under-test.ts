/**
 * The service under test: sends the requests of the checks, and tracks the resources that they create so that they can
 * be removed.
 */
import { ScimRequestError } from "../../errors.ts";
import { GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from "../../urns.ts";
import type { RequestToken } from "./client-credentials.ts";
import type { Discovery } from "./discovery.ts";
import {
  type Body,
  type CreatedResource,
  objectsOf,
  resourcesOf,
  type ServiceResponse,
  stringOf,
  valueAt,
} from "./exchange.ts";
import { ExpectationFailed, expectList } from "./expect.ts";
import type { ConformanceProfile } from "./profile.ts";
import type { Redaction } from "./redaction.ts";
import { createSampleUsers, type SampleUsers } from "./sample-users.ts";
import type { RequestOptions, SendRequest } from "./transport.ts";
import { instantiate, type UserTemplate } from "./user-template.ts";

/** Prefix of the names of all users and groups that a run creates. */
export const NAME_PREFIX = "scim-check-";

/** A PATCH operation. */
export type Operation = Readonly<Record<string, unknown>>;

/** Options of {@link ServiceUnderTest}. */
export interface ServiceUnderTestOptions {
  /** URL of the service without a trailing slash. */
  readonly baseUrl: string;
  readonly profile: ConformanceProfile;
  readonly discovery: Discovery;
  readonly send: SendRequest;
  /** Requests an access token; undefined without client credentials. */
  readonly requestToken: RequestToken | undefined;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Letters and digits that no other run has. */
  readonly runId: string;
  /** Attributes that every user gets. */
  readonly template: UserTemplate;
  /** Hides secrets in messages. */
  readonly redaction: Redaction;
}

/** The service under test. */
export class ServiceUnderTest {
  /** URL of the service without a trailing slash. */
  readonly baseUrl: string;
  /** Which service the run expects. */
  readonly profile: ConformanceProfile;
  /** The discovery documents. */
  readonly discovery: Discovery;
  /** Part of every name that this run creates. */
  readonly runId: string;
  /** Requests an access token; undefined without client credentials. */
  readonly requestToken: RequestToken | undefined;
  readonly #send: SendRequest;
  readonly #signal: AbortSignal;
  /** Paths of the resources that were created and not deleted, oldest first. */
  readonly #created = new Set<string>();
  /** Paths of the resources that stay until the end of the run. */
  readonly #kept = new Set<string>();
  readonly #template: UserTemplate;
  readonly #redaction: Redaction;
  #lastName = 0;
  /** Settles when the service has accepted a user, or refused it. */
  #firstUser: Promise<void> | undefined;
  /** Created when the first check needs them. */
  #sampleUsers: Promise<SampleUsers> | undefined;

  constructor(options: ServiceUnderTestOptions) {
    const { baseUrl, profile, discovery, send, requestToken, signal, runId, template, redaction } = options;
    this.baseUrl = baseUrl;
    this.profile = profile;
    this.discovery = discovery;
    this.runId = runId;
    this.requestToken = requestToken;
    this.#send = send;
    this.#signal = signal;
    this.#template = template;
    this.#redaction = redaction;
  }

  /** Endpoint of the users. */
  get usersPath(): string {
    return this.discovery.usersPath;
  }

  /** Endpoint of the groups. */
  get groupsPath(): string {
    return this.discovery.groupsPath;
  }

  /** Sends a request to a path below the base URL. */
  async send(method: string, path: string, sending: RequestOptions = {}): Promise<ServiceResponse> {
    const response = await this.#send(method, path, sending, this.#signal);
    this.#trackResources(response);
    return response;
  }

  /** Sends a GET. */
  get(path: string, headers?: RequestOptions["headers"]): Promise<ServiceResponse> {
    return this.send("GET", path, { headers });
  }

  /** Sends a POST with a JSON body. */
  post(path: string, body: unknown): Promise<ServiceResponse> {
    return this.send("POST", path, { body });
  }

  /** Sends a PUT with a JSON body. */
  put(path: string, body: unknown, headers?: RequestOptions["headers"]): Promise<ServiceResponse> {
    return this.send("PUT", path, { body, headers });
  }

  /** Sends a PATCH with these operations. */
  patch(path: string, operations: readonly Operation[], headers?: RequestOptions["headers"]): Promise<ServiceResponse> {
    return this.send("PATCH", path, { body: { schemas: [PATCH_OP], Operations: operations }, headers });
  }

  /** Sends a PATCH with these operations, which must succeed, and reads the resource afterwards. */
  async patchAndRead(resource: CreatedResource, ...operations: readonly Operation[]): Promise<ServiceResponse> {
    const response = await this.patch(resource.path, operations);
    if (response.status !== 200 && response.status !== 204) throw new ExpectationFailed("status 200 or 204", response);
    const after = await this.get(resource.path);
    // The report shows the request that changed the resource, with the resource that it led to.
    return { ...after, request: response.request };
  }

  /** Sends a DELETE. */
  delete(path: string, headers?: RequestOptions["headers"]): Promise<ServiceResponse> {
    return this.send("DELETE", path, { headers });
  }

  /** Returns a name that no other user or group has. */
  uniqueName(): string {
    this.#lastName += 1;
    return `${NAME_PREFIX}${this.runId}-${this.#lastName}`;
  }

  /**
   * Body of a user that every SCIM service should accept, including Proxyclick: userName is the work email, and both
   * names are set. It has the attributes of the template, and those that the schemas of the service require.
   */
  userBody(attributes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    const name = this.uniqueName();
    const template = instantiate(this.#template, name);
    const userName = template["userName"] ?? `${name}@example.com`;
    const user = {
      schemas: [USER_SCHEMA],
      userName,
      name: { givenName: "Check", familyName: "Conformance" },
      emails: [{ value: attributes["userName"] ?? userName, type: "work", primary: true }],
      active: true,
      ...template,
    };
    return { ...this.discovery.fillRequired(user, name), ...attributes };
  }

  /**
   * Creates a user. The first time, makes sure that the service accepts any: without one, hundreds of checks would fail
   * for one reason.
   */
  async createUser(attributes: Readonly<Record<string, unknown>> = {}): Promise<CreatedResource> {
    this.#firstUser ??= this.#createFirstUser();
    await this.#firstUser;
    return this.#create(this.usersPath, this.userBody(attributes));
  }

  /** Body of a group. */
  groupBody(attributes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    return { schemas: [GROUP_SCHEMA], displayName: this.uniqueName(), ...attributes };
  }

  /** Creates a group. */
  createGroup(attributes: Readonly<Record<string, unknown>> = {}): Promise<CreatedResource> {
    return this.#create(this.groupsPath, this.groupBody(attributes));
  }

  /** The sample users for checks of filters, sorting and paging. */
  sampleUsers(): Promise<SampleUsers> {
    this.#sampleUsers ??= this.#createSampleUsers();
    return this.#sampleUsers;
  }

  async #createFirstUser(): Promise<void> {
    const { status, body } = await this.post(this.usersPath, this.userBody());
    if (status !== 400 && status !== 422) return;
    const detail = this.#redaction.hide(stringOf(body["detail"])).slice(0, 300);
    const reason = detail === "" ? String(status) : `${status}, ${JSON.stringify(detail)}`;
    throw new ScimRequestError(`POST ${this.usersPath}: the service refuses the user of the checks (${reason})`, {
      code: "refused",
      method: "POST",
      requestPath: this.usersPath,
      status,
      attempts: 1,
    });
  }

  async #createSampleUsers(): Promise<SampleUsers> {
    const users = await createSampleUsers(this);
    for (const { path } of Object.values<CreatedResource>({ ...users })) this.#kept.add(path);
    return users;
  }

  /** Queries the users. */
  list(parameters: Readonly<Record<string, string | number>>, path: string = this.usersPath): Promise<ServiceResponse> {
    const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
    return this.get(`${path}?${query}`);
  }

  /** Queries the users, and fails the check unless the response is a list. */
  async requireList(parameters: Readonly<Record<string, string | number>>): Promise<ServiceResponse> {
    const response = await this.list(parameters);
    expectList(response);
    return response;
  }

  /** A filter that matches the sample users only. */
  get sampleUsersFilter(): string {
    return `userName sw "${NAME_PREFIX}${this.runId}-people-"`;
  }

  /** Paths of the resources that no later check needs, newest first, so that a group is deleted before its members. */
  removablePaths(): readonly string[] {
    return this.createdPaths().filter((path) => !this.#kept.has(path));
  }

  /** Paths of all resources that still exist, newest first. */
  createdPaths(): readonly string[] {
    return [...this.#created].reverse();
  }

  /** Stops tracking a resource that is gone. */
  forgetPath(path: string): void {
    this.#created.delete(path);
  }

  /**
   * Tracks the resources that a response reports as created or deleted. It ignores resources without the prefix of the
   * run.
   */
  #trackResources({ request, status, body }: ServiceResponse): void {
    const [path = ""] = request.path.split("?");
    if (status >= 400) return;
    if (request.method === "DELETE") this.#created.delete(path);
    if (request.method !== "POST") return;
    const id = stringOf(body["id"]);
    const name = stringOf(body["userName"] ?? body["displayName"] ?? NAME_PREFIX);
    const isOurs = id !== "" && name.toLowerCase().startsWith(NAME_PREFIX);
    if (isOurs && (path === this.usersPath || path === this.groupsPath)) this.#created.add(this.pathOf(path, id));
    for (const { method, location } of objectsOf(body, "Operations")) {
      const below = pathBelow(this.baseUrl, stringOf(location)) ?? "";
      if (!below.startsWith(`${this.usersPath}/`) && !below.startsWith(`${this.groupsPath}/`)) continue;
      if (stringOf(method).toUpperCase() === "POST") this.#created.add(below);
      else if (stringOf(method).toUpperCase() === "DELETE") this.#created.delete(below);
    }
  }

  /** Returns the path of a resource. */
  pathOf(endpoint: string, id: string): string {
    return `${endpoint}/${encodeURIComponent(id)}`;
  }

  async #create(endpoint: string, body: Body): Promise<CreatedResource> {
    const response = await this.post(endpoint, body);
    const id = stringOf(response.body["id"]);
    if (response.status >= 300 || id === "") {
      throw new ExpectationFailed("a resource to be created, which the check needs", response);
    }
    return { id, path: this.pathOf(endpoint, id), response, body: response.body };
  }
}

/** The path of a location below the base URL; undefined for a location elsewhere. */
export function pathBelow(baseUrl: string, location: string): string | undefined {
  if (location === "") return undefined;
  if (location.startsWith(`${baseUrl}/`)) return location.slice(baseUrl.length);
  const base = new URL(baseUrl);
  const url = URL.parse(location, `${baseUrl}/`);
  if (url === null || url.origin !== base.origin || !url.pathname.startsWith(`${base.pathname}/`)) return undefined;
  return url.pathname.slice(base.pathname.length);
}

/** Ids of the resources in a ListResponse. */
export function idsOf(response: ServiceResponse): readonly string[] {
  return resourcesOf(response).map((resource) => stringOf(resource["id"]));
}

/** A time of `meta` in milliseconds; NaN when there is none. */
export function timeOf(body: Body, name: "created" | "lastModified"): number {
  return Date.parse(stringOf(valueAt(body, `meta.${name}`)));
}
