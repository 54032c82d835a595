/**
 * Proxyclick's user provisioning in the same process: a `fetch` for tests, which opens no socket.
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
import { assertEmulatorOptions, assertLocations } from "./assert-options.ts";
import { createdUserName, inDialect, isDiscovery, refused, withDuplicateStatus } from "./emulated-answers.ts";
import type { FaultPlan } from "./fault.ts";
import { answerWithFault } from "./faults.ts";
import { describeRequest, Journal } from "./journal.ts";
import { type EmulatedLocation, type Memberships, membershipsOf } from "./locations.ts";
import type { ProxyclickEmulatorOptions } from "./options.ts";

/** A Proxyclick of one's own. */
export interface ProxyclickEmulator {
  /** Answers requests as the service would; fits everywhere a `fetch` is asked for. */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** Tenant URL, as the integration's settings page shows it. */
  readonly tenantUrl: string;
  /** The Secret Token, as the settings page shows it: the first one, until it is rotated. */
  readonly secretToken: string;
  /** The users it keeps, by the store's own interface; its tenant is `default`. */
  readonly store: Store;
  /** What it was asked. */
  readonly journal: Journal;
  /** Email addresses to which an invitation went, in order; none unless the option `invitations` says so. */
  readonly invited: readonly string[];
  /** What goes wrong on the way; may be changed at any time. */
  faults: FaultPlan | undefined;
  /** The customer's locations; may be changed at any time. */
  locations: readonly EmulatedLocation[];
  /** Issues a further Secret Token; those issued before stay valid. */
  issueToken(): string;
  /** Issues a Secret Token and ends the validity of all others. */
  rotateToken(): string;
  /** Ends the validity of a Secret Token. */
  revokeToken(token: string): void;
  /** The locations to which a user belongs; undefined for a user who does not exist. */
  memberships(userId: string): Promise<Memberships | undefined>;
}

/**
 * Makes a Proxyclick emulator: the handler of this package with Proxyclick's profile, over a store in memory.
 *
 * @param options - behaviour where nothing is published, locations, faults, the clock
 * @throws RangeError for an option that no emulator can have, such as two locations with one id.
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

const ONE_LOCATION: readonly EmulatedLocation[] = [{ id: "CO-1", name: "Main location" }];

/** A class, so that tokens stand in private fields, which no picture of the object shows. */
class Emulator implements ProxyclickEmulator {
  readonly fetch: ProxyclickEmulator["fetch"];
  readonly tenantUrl: string;
  readonly store: Store = new MemoryStore();
  readonly journal: Journal;
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
    this.journal = new Journal(options.journalLimit ?? 10_000);
    this.faults = options.faults;
    this.#locations = options.locations ?? ONE_LOCATION;
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
      return unlessAborted(request.signal, () => this.#answer(request));
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

  async memberships(userId: string): Promise<Memberships | undefined> {
    const user = await this.#find(userId);
    return user === undefined ? undefined : membershipsOf(user, this.#locations, this.#options);
  }

  async #find(id: string): Promise<JsonObject | undefined> {
    return this.store.get(DEFAULT_TENANT, UserType, id, { signal: new AbortController().signal });
  }

  async #answer(request: Request): Promise<Response> {
    const text = request.body === null ? "" : await request.text();
    const asked = describeRequest(request, text, this.#basePath);
    const number = this.journal.next();
    const fault = this.faults?.({ number, method: asked.method, path: asked.path });
    let status = 0;
    const execute = async (): Promise<Response> => {
      const answer = await this.#execute(request, text, asked.path);
      status = answer.status;
      return answer;
    };
    try {
      return await (fault === undefined ? execute() : answerWithFault(fault, execute, this.#options.sleep ?? sleep));
    } finally {
      this.journal.add({ number, time: this.#now(), ...asked, status, fault });
    }
  }

  async #execute(request: Request, text: string, path: string): Promise<Response> {
    const { method, headers, signal, url } = request;
    const refusal = this.#options.discovery;
    if (typeof refusal === "number" && isDiscovery(path)) return refused(refusal);
    const answer = await this.#handler(
      text === "" ? request : new Request(url, { method, headers, signal, body: text }),
    );
    const { deactivation, invitations, duplicateStatus = 409, schemas = "echo" } = this.#options;
    if (deactivation === "remove" && answer.ok) await this.#removeInactive(method, path);
    if (invitations === true && method === "POST") this.invited.push(...(await createdUserName(answer)));
    if (answer.status === 409) return withDuplicateStatus(answer, duplicateStatus);
    return schemas === "echo" ? answer : inDialect(answer, schemas);
  }

  /** The answer still shows the user who was disabled; later requests find none. */
  async #removeInactive(method: string, path: string): Promise<void> {
    const id = /^\/users\/([^/]+)$/i.exec(path)?.[1];
    if (id === undefined || (method !== "PATCH" && method !== "PUT")) return;
    const user = await this.#find(id);
    if (user?.["active"] !== false) return;
    await this.store.delete(DEFAULT_TENANT, UserType, id, undefined, { signal: new AbortController().signal });
  }
}

/** A caller who aborts hears so at once, as from any `fetch`; the request may take effect all the same. */
async function unlessAborted(signal: AbortSignal, answer: () => Promise<Response>): Promise<Response> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([answer(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
