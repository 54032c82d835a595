/**
 * An emulator of Proxyclick's user provisioning, for tests in the same process.
 */
import type { JsonObject } from "../../models/attribute-tree.ts";
import { UserType } from "../../models/index.ts";
import { proxyclickProfile } from "../../profile/proxyclick-profile.ts";
import { PROXYCLICK_TENANT_URL } from "../../proxyclick/client.ts";
import {
  bearerToken,
  createScimHandler,
  DEFAULT_TENANT,
  MemoryStore,
  type ScimHandler,
  type Store,
} from "../../server/index.ts";
import { assertEmulatorOptions, assertLocations } from "./check-options.ts";
import type { FaultPlan } from "./fault.ts";
import { respondWithFault } from "./inject-fault.ts";
import { type EmulatedLocation, type LocationMembership, resolveLocations } from "./locations.ts";
import type { ProxyclickEmulatorOptions } from "./options.ts";
import { rejectOnAbort } from "./reject-on-abort.ts";
import { describeRequest, type RecordedRequest, RequestJournal } from "./request-journal.ts";
import {
  createdUserNames,
  endpointNotFound,
  isDiscovery,
  withCoreSchema,
  withDuplicateStatus,
} from "./response-variants.ts";

/** An emulator of Proxyclick's user provisioning. */
export interface ProxyclickEmulator {
  /** Responds to requests as Proxyclick would; use it in place of the global `fetch`. */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** Tenant URL, as on the settings page of the integration. */
  readonly tenantUrl: string;
  /** The current Secret Token, as on the settings page of the integration. */
  readonly secretToken: string;
  /** The stored users; the tenant is `default`. */
  readonly store: Store;
  /** The requests that the emulator received. */
  readonly journal: {
    /** Returns the requests, oldest first. */
    entries(): readonly RecordedRequest[];
    /** Removes all entries; numbering continues. */
    clear(): void;
  };
  /** Email addresses that were invited, in order; empty unless the option `invitations` is set. */
  readonly invited: readonly string[];
  /** Injects faults; may be changed at any time. */
  faults: FaultPlan | undefined;
  /** The customer's locations; may be changed at any time. */
  locations: readonly EmulatedLocation[];
  /** Issues another Secret Token; previous tokens stay valid. */
  issueToken(): string;
  /** Issues a new Secret Token and revokes all others. */
  rotateToken(): string;
  /** Revokes a Secret Token. */
  revokeToken(token: string): void;
  /**
   * Returns the locations of a user: their ids in the order in which they are declared, and the id of the home
   * location, if the user has a location. Undefined for an unknown user.
   */
  locationsOf(userId: string): Promise<
    | {
        /** Ids of the locations, in the order in which they are declared. */
        readonly locations: readonly string[];
        /** Id of the home location. */
        readonly home: string | undefined;
      }
    | undefined
  >;
}

/**
 * Creates an emulator of Proxyclick: the SCIM handler of this package with Proxyclick's profile and a store in memory.
 * It opens no socket.
 *
 * @throws RangeError for an invalid option, such as two locations with the same id.
 * @example
 * ```ts
 * import { ProxyclickScimClient } from "proxyclick-scim";
 * import { createProxyclickEmulator } from "proxyclick-scim/testing";
 *
 * const { tenantUrl, secretToken, fetch } = createProxyclickEmulator();
 * const proxyclick = new ProxyclickScimClient({ tenantUrl, secretToken, fetch });
 * ```
 */
export function createProxyclickEmulator(options: ProxyclickEmulatorOptions = {}): ProxyclickEmulator {
  return new Emulator(options);
}

const DEFAULT_LOCATIONS: readonly EmulatedLocation[] = [{ id: "CO-1", name: "Main location" }];

/** A class, so that tokens are in private fields, which no inspection of the object shows. */
class Emulator implements ProxyclickEmulator {
  readonly fetch: ProxyclickEmulator["fetch"];
  readonly tenantUrl: string;
  readonly store: Store = new MemoryStore();
  readonly journal: RequestJournal;
  readonly invited: string[] = [];
  faults: FaultPlan | undefined;
  #locations: readonly EmulatedLocation[];
  readonly #options: ProxyclickEmulatorOptions;
  readonly #basePath: string;
  readonly #handler: ScimHandler;
  readonly #now: () => Date;
  readonly #guid: () => string;
  readonly #tokens = new Set<string>();
  #secretToken: string;

  constructor(options: ProxyclickEmulatorOptions) {
    assertEmulatorOptions(options);
    this.#options = options;
    this.tenantUrl = options.tenantUrl ?? PROXYCLICK_TENANT_URL;
    this.#basePath = new URL(this.tenantUrl).pathname.replace(/\/+$/, "");
    this.journal = new RequestJournal(options.journalLimit ?? 10_000);
    this.faults = options.faults;
    this.#locations = options.locations ?? DEFAULT_LOCATIONS;
    this.#now = options.now ?? (() => new Date());
    this.#guid = options.guid ?? (() => globalThis.crypto.randomUUID());
    this.#secretToken = this.issueToken();
    this.#handler = createScimHandler({
      basePath: this.#basePath,
      profile: options.profile ?? proxyclickProfile(),
      store: this.store,
      authenticate: bearerToken((token) => this.#tokens.has(token)),
      guid: this.#guid,
      now: this.#now,
      ...(options.normalizePhone === undefined ? {} : { normalizePhone: options.normalizePhone }),
    });
    this.fetch = async (input, init) => {
      const request = input instanceof Request && init === undefined ? input : new Request(input, init);
      return rejectOnAbort(request.signal, () => this.#respond(request));
    };
  }

  get locations(): readonly EmulatedLocation[] {
    return this.#locations;
  }

  set locations(locations: readonly EmulatedLocation[]) {
    assertLocations(locations);
    this.#locations = locations;
  }

  get secretToken(): string {
    return this.#secretToken;
  }

  issueToken(): string {
    const token = `pxc-${this.#guid()}`;
    this.#tokens.add(token);
    return token;
  }

  rotateToken(): string {
    this.#tokens.clear();
    this.#secretToken = this.issueToken();
    return this.#secretToken;
  }

  revokeToken(token: string): void {
    this.#tokens.delete(token);
  }

  async locationsOf(userId: string): Promise<LocationMembership | undefined> {
    const user = await this.#find(userId);
    return user === undefined ? undefined : resolveLocations(user, this.#locations, this.#options);
  }

  async #find(id: string): Promise<JsonObject | undefined> {
    return this.store.get(DEFAULT_TENANT, UserType, id, { signal: new AbortController().signal });
  }

  async #respond(request: Request): Promise<Response> {
    const body = request.body === null ? "" : await request.text();
    const described = describeRequest(request, body, this.#basePath);
    const number = this.journal.nextNumber();
    const fault = this.faults?.({ number, method: described.method, path: described.path });
    let status = 0;
    const execute = async (): Promise<Response> => {
      const response = await this.#execute(request, body, described.path);
      status = response.status;
      return response;
    };
    try {
      return await (fault === undefined ? execute() : respondWithFault(fault, execute, this.#options.sleep ?? sleep));
    } finally {
      this.journal.add({ number, time: this.#now(), ...described, status, fault });
    }
  }

  async #execute(request: Request, body: string, path: string): Promise<Response> {
    const { method, headers, signal, url } = request;
    const { discovery } = this.#options;
    if (typeof discovery === "number" && isDiscovery(path)) return endpointNotFound(discovery);
    const response = await this.#handler(body === "" ? request : new Request(url, { method, headers, signal, body }));
    const { deactivation, invitations, duplicateStatus = 409, schemas = "echo" } = this.#options;
    if (deactivation === "remove" && response.ok) await this.#removeInactive(method, path);
    if (invitations === true && method === "POST") this.invited.push(...(await createdUserNames(response)));
    if (response.status === 409) return withDuplicateStatus(response, duplicateStatus);
    return schemas === "echo" ? response : withCoreSchema(response, schemas);
  }

  /** The response still contains the disabled user; later requests do not find it. */
  async #removeInactive(method: string, path: string): Promise<void> {
    const id = /^\/users\/([^/]+)$/i.exec(path)?.[1];
    if (id === undefined || (method !== "PATCH" && method !== "PUT")) return;
    const user = await this.#find(id);
    if (user?.["active"] !== false) return;
    await this.store.delete(DEFAULT_TENANT, UserType, id, undefined, { signal: new AbortController().signal });
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
