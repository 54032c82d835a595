/**
 * Targets that are watched: what each request did to which account is written down, and what goes wrong is put in from
 * outside.
 *
 * `proxyclick` and `full` are reached through the real clients, over `fetch`; `plain` is the target of an app, without
 * HTTP.
 */
import { ScimClient } from "../../src/client/index.ts";
import { ScimError } from "../../src/errors.ts";
import { compileFilter, parseFilter } from "../../src/filter/index.ts";
import { UserType } from "../../src/models/index.ts";
import { applyPatch, type PatchOperation } from "../../src/patch/index.ts";
import type { ProvisioningTarget, TargetUser } from "../../src/provisioning/index.ts";
import { ProxyclickScimClient } from "../../src/proxyclick/index.ts";
import { createScimHandler, fullProfile, MemoryStore } from "../../src/server/index.ts";
import { createProxyclickEmulator } from "../../src/testing/index.ts";
import { type Life, never } from "./process-life.ts";
import { faultError, faultyExchange, type TargetFaults, type TargetRequest } from "./target-faults.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** An account as the target keeps it. */
export type Account = TargetUser & Readonly<Record<string, unknown>>;

/** What a write did. */
export interface Effect {
  /** `nothing`: it was executed, and everything was so before. */
  readonly kind: "create" | "change" | "nothing" | "delete";
  readonly id: string;
  readonly before: Account | undefined;
  readonly after: Account | undefined;
}

export type TargetKind = "proxyclick" | "full" | "plain";

/** How a process reaches the target. */
interface Connection {
  readonly life: Life;
  readonly faults: TargetFaults;
  /** Repetitions of the client; `plain` has none. */
  readonly retries: number;
  /** Random numbers that spread the client's waits. */
  readonly random: () => number;
}

export interface ObservedTargetOptions {
  readonly kind: TargetKind;
  readonly time: VirtualTime;
  /** What the service answers about an account that was deleted; 404 by default. */
  readonly goneStatus?: 404 | 410;
  /** Whether it takes filters, for `plain`; true by default. */
  readonly filters?: boolean;
  /** Called with every effect of a request of the job. */
  readonly onEffect?: (effect: Effect) => void;
}

export interface ObservedTarget {
  /** The accounts, by id. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** The target as one process reaches it. */
  connect(connection: Connection): ProvisioningTarget;
  /** Creates an account by hand. */
  add(account: object): Promise<string>;
  /** Deletes an account by hand. */
  remove(id: string): Promise<void>;
}

export function observedTarget(options: ObservedTargetOptions): ObservedTarget {
  return options.kind === "plain" ? plainTarget(options) : serviceTarget(options);
}

const TOKEN = "a-token-for-tests";

interface Backend {
  readonly url: string;
  readonly token: string;
  readonly fetch: (request: Request) => Promise<Response>;
}

function backendOf({ kind, time }: ObservedTargetOptions): Backend {
  let last = 0;
  const guid = () => {
    last += 1;
    return `00000000-0000-4000-8000-${String(last).padStart(12, "0")}`;
  };
  if (kind === "proxyclick") {
    const { tenantUrl, secretToken, fetch } = createProxyclickEmulator({ journalLimit: 0, now: time.now, guid });
    return { url: tenantUrl, token: secretToken, fetch };
  }
  const handler = createScimHandler({
    basePath: "/scim",
    profile: fullProfile(),
    store: new MemoryStore(),
    authenticate: () => ({ tenant: "default" }),
    now: time.now,
    guid,
  });
  return { url: "https://scim.example.com/scim", token: TOKEN, fetch: handler };
}

/** A service behind HTTP. */
function serviceTarget(options: ObservedTargetOptions): ObservedTarget {
  const { kind, time, goneStatus = 404, onEffect } = options;
  const backend = backendOf(options);
  const accounts = new Map<string, Account>();

  const read = async (id: string): Promise<Account | undefined> => {
    const headers = { authorization: `Bearer ${backend.token}` };
    const response = await backend.fetch(new Request(`${backend.url}/Users/${id}`, { headers }));
    return response.ok ? toAccount(await response.json()) : undefined;
  };
  const write = async (request: TargetRequest, send: () => Promise<Response>, observe: boolean): Promise<Response> => {
    const response = await send();
    const id = request.id ?? (response.ok ? String(Reflect.get(await response.clone().json(), "id")) : undefined);
    if (!response.ok || id === undefined) return response;
    const before = accounts.get(id);
    const after = await read(id);
    if (after === undefined) accounts.delete(id);
    else accounts.set(id, after);
    if (observe) onEffect?.(effectOf(id, before, after));
    return response;
  };
  // One after another, so that the same requests meet the same service in every run.
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = before.then(() => time.during(work));
    before = result.catch(() => undefined);
    return result;
  };
  const execute = (request: TargetRequest, message: Request, observe: boolean): Promise<Response> =>
    inTurn(async () => {
      const send = () => backend.fetch(message);
      const isWrite = request.call === "create" || request.call === "patch" || request.call === "delete";
      const response = isWrite ? await write(request, send, observe) : await send();
      if (response.status !== 404 || request.id === undefined || goneStatus === 404) return response;
      return new Response(response.body, { status: goneStatus, headers: response.headers });
    });
  const byHand = clientOf(
    kind,
    backend,
    0,
    () => 0,
    async (message) => {
      const { request, copy } = await understand(message, backend.url);
      return execute(request, copy, false);
    },
  );

  return {
    accounts,
    connect({ life, faults, retries, random }) {
      return clientOf(kind, backend, retries, random, async (message) => {
        if (life.dead) return never();
        const { request, copy } = await understand(message, backend.url);
        const fault = faults(request);
        const run = () => execute(request, copy, true);
        const response = await (fault === undefined ? run() : faultyExchange(fault, message, run, life));
        return life.dead ? never() : response;
      });
    },
    async add(account) {
      const { id } = await byHand.users.create(account);
      return id;
    },
    async remove(id) {
      await byHand.users.delete(id);
    },
  };
}

type Fetch = (request: Request) => Promise<Response>;

function clientOf(
  kind: TargetKind,
  { url, token }: Backend,
  limit: number,
  random: () => number,
  fetch: Fetch,
): ProvisioningTarget {
  const retry = { limit, random };
  if (kind === "proxyclick") return new ProxyclickScimClient({ tenantUrl: url, secretToken: token, fetch, retry });
  const client = new ScimClient({ baseUrl: url, token, fetch, retry });
  return {
    name: "Full",
    users: client.resources(UserType),
    testConnection: (options) => client.testConnection(options),
  };
}

/** What an HTTP request asks for, and a copy of it that can be executed. */
async function understand(
  message: Request,
  base: string,
): Promise<{ readonly request: TargetRequest; readonly copy: Request }> {
  const { method, headers, url } = message;
  const text = message.body === null ? "" : await message.clone().text();
  const copy = new Request(url, { method, headers, ...(text === "" ? {} : { body: text }) });
  const { pathname, searchParams } = new URL(url);
  const rest = pathname.slice(new URL(base).pathname.length).split("/");
  const id = rest[2] === undefined ? undefined : decodeURIComponent(rest[2]);
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  if (method === "POST") return { request: { call: "create", body }, copy };
  if (method === "PATCH") return { request: { call: "patch", id, body }, copy };
  if (method === "DELETE") return { request: { call: "delete", id }, copy };
  if (id !== undefined) return { request: { call: "get", id }, copy };
  const filter = searchParams.get("filter") ?? undefined;
  return { request: { call: isTest(filter, searchParams.get("count")) ? "test" : "list", filter }, copy };
}

/**
 * The test of a connection asks for a user with a random name, or for none; every other question is about an address.
 */
function isTest(filter: string | undefined, count: string | null): boolean {
  return filter === undefined ? count === "0" : !filter.includes("@");
}

function toAccount(resource: unknown): Account {
  const {
    schemas: _schemas,
    meta: _meta,
    groups: _groups,
    ...rest
  } = Object.fromEntries(Object.entries(Object(resource)));
  return { ...rest, id: String(rest["id"]) };
}

function effectOf(id: string, before: Account | undefined, after: Account | undefined): Effect {
  const kind =
    before === undefined ? "create" : after === undefined ? "delete" : isSame(before, after) ? "nothing" : "change";
  return { kind, id, before, after };
}

function isSame(a: Account, b: Account): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The target of an app: the interface, over a map. */
function plainTarget({ goneStatus = 404, filters = true, onEffect }: ObservedTargetOptions): ObservedTarget {
  const accounts = new Map<string, Account>();
  let last = 0;
  const known = (id: string): Account => {
    const account = accounts.get(id);
    if (account === undefined) throw new ScimError(`no user ${id}`, { status: id.startsWith("t") ? goneStatus : 404 });
    return account;
  };
  const assertFree = (account: Readonly<Record<string, unknown>>, own?: string) => {
    const name = String(account["userName"]).toLowerCase();
    for (const [id, other] of accounts) {
      if (id !== own && String(other["userName"]).toLowerCase() === name)
        throw new ScimError("userName is taken", { status: 409, scimType: "uniqueness" });
    }
  };
  const create = (resource: object): Account => {
    const account: Account = { ...resource, id: `t${last + 1}` };
    assertFree(account);
    last += 1;
    accounts.set(account.id, account);
    return account;
  };

  const connect = ({ life, faults }: Connection): ProvisioningTarget => {
    const call = async <Result>(request: TargetRequest, run: () => Result): Promise<Result> => {
      // A request takes its time.
      await Promise.resolve();
      if (life.dead) return never();
      const fault = faults(request);
      if (fault === undefined) return run();
      if (fault.effect === "after") run();
      if (fault.kind === "kill") {
        life.kill(`${fault.effect} ${request.call} ${request.id ?? request.filter ?? ""}`);
        return never();
      }
      throw faultError(fault, request);
    };
    const list = async function* (filter: string | undefined): AsyncGenerator<Account> {
      const matches = filter === undefined ? () => true : compileFilter(parseFilter(filter), UserType);
      yield* await call({ call: "list", filter }, () => [...accounts.values()].filter((account) => matches(account)));
    };
    const users: ProvisioningTarget["users"] = {
      type: UserType,
      canFilter: () => filters,
      get: (id) => call({ call: "get", id }, () => known(id)),
      list: ({ filter }) => list(filter),
      create: (body) =>
        call({ call: "create", body }, () => {
          const after = create(body);
          onEffect?.({ kind: "create", id: after.id, before: undefined, after });
          return after;
        }),
      patch: (id, operations: readonly PatchOperation[]) =>
        call({ call: "patch", id, body: operations }, () => {
          const before = known(id);
          const after = applyPatch(before, operations, UserType);
          assertFree(after, id);
          accounts.set(id, after);
          onEffect?.(effectOf(id, before, after));
        }),
      delete: (id) =>
        call({ call: "delete", id }, () => {
          const before = known(id);
          accounts.delete(id);
          onEffect?.({ kind: "delete", id, before, after: undefined });
        }),
    };
    return { name: "Plain", users, testConnection: () => call({ call: "test" }, () => undefined) };
  };

  return {
    accounts,
    connect,
    add: async (account) => create(account).id,
    remove: async (id) => {
      accounts.delete(id);
    },
  };
}
