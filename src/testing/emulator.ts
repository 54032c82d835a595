/**
 * Proxyclick's user provisioning in the same process: a `fetch` for tests, which opens no socket.
 */

import { proxyclickProfile } from "../profile/proxyclick-profile.ts";
import type { RuleContext, ServiceProfile } from "../profile/service-profile.ts";
import { PROXYCLICK_TENANT_URL } from "../proxyclick/client.ts";
import { bearerToken, createScimHandler, MemoryStore, type Store } from "../server/index.ts";

/** How the emulator behaves where nothing is published about the service. */
export interface ProxyclickEmulatorOptions {
  /** Base URL under which it answers; the one of Proxyclick by default. */
  readonly tenantUrl?: string;
  /** Capabilities and limitations; `proxyclickProfile()` by default. */
  readonly profile?: ServiceProfile;
  /** Whether a user who is set to `active: false` is kept (the default) or removed. What Proxyclick does is not published. */
  readonly deactivation?: "keep" | "remove";
  /** Brings phone numbers to E.164; without it, numbers in another form are left out. */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** The clock; the system's by default. */
  readonly now?: () => Date;
  /** Makes ids and tokens; `crypto.randomUUID` by default. */
  readonly guid?: () => string;
}

/** A Proxyclick of one's own. */
export interface ProxyclickEmulator {
  /** Answers requests as the service would; fits everywhere a `fetch` is asked for. */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** Tenant URL, as the integration's settings page shows it. */
  readonly tenantUrl: string;
  /** The first Secret Token, as the settings page shows it. */
  readonly secretToken: string;
  /** The users it keeps, by the store's own interface; its tenant is `default`. */
  readonly store: Store;
  /** Issues a further Secret Token; those issued before stay valid. */
  issueToken(): string;
  /** Ends the validity of a Secret Token. */
  revokeToken(token: string): void;
}

/**
 * Makes a Proxyclick emulator: the handler of this package with Proxyclick's profile, over a store in memory.
 *
 * @param options - behaviour where nothing is published
 */
export function createProxyclickEmulator(options: ProxyclickEmulatorOptions = {}): ProxyclickEmulator {
  const { tenantUrl = PROXYCLICK_TENANT_URL, normalizePhone, now } = options;
  const guid = options.guid ?? (() => globalThis.crypto.randomUUID());
  const tokens = new Set<string>();
  const issueToken = (): string => {
    const token = `pxc-${guid()}`;
    tokens.add(token);
    return token;
  };
  const memory = new MemoryStore();
  const store = options.deactivation === "remove" ? removingInactive(memory) : memory;
  const handler = createScimHandler({
    basePath: new URL(tenantUrl).pathname,
    baseUrl: tenantUrl,
    profile: options.profile ?? proxyclickProfile(),
    store,
    authenticate: bearerToken((token) => tokens.has(token)),
    guid,
    ...(now === undefined ? {} : { now }),
    ...(normalizePhone === undefined ? {} : { normalizePhone }),
  });
  return {
    fetch: (input, init) => handler(input instanceof Request && init === undefined ? input : new Request(input, init)),
    tenantUrl,
    secretToken: issueToken(),
    store,
    issueToken,
    revokeToken: (token) => {
      tokens.delete(token);
    },
  };
}

/** A store in which disabling is the end: the answer still shows the user, later requests find none. */
function removingInactive(store: Store): Store {
  return {
    get: (tenant, type, id, context) => store.get(tenant, type, id, context),
    query: (tenant, type, query, context) => store.query(tenant, type, query, context),
    insert: (tenant, type, resource, context) => store.insert(tenant, type, resource, context),
    delete: (tenant, type, id, expectedVersion, context) => store.delete(tenant, type, id, expectedVersion, context),
    replace: async (tenant, type, resource, expectedVersion, context) => {
      const outcome = await store.replace(tenant, type, resource, expectedVersion, context);
      const id = resource["id"];
      if (outcome.kind === "stored" && resource["active"] === false && typeof id === "string") {
        await store.delete(tenant, type, id, undefined, context);
      }
      return outcome;
    },
  };
}
