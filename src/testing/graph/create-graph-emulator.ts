/** Creates an emulator of Microsoft Graph and of the token endpoint, for tests in the same process. */
import { isLoopback } from "../../internal/loopback.ts";
import type { FaultPlan } from "../emulator/fault.ts";
import { respondWithFault } from "../emulator/inject-fault.ts";
import { rejectOnAbort } from "../emulator/reject-on-abort.ts";
import { describeRequest, type RecordedRequest, RequestJournal } from "../emulator/request-journal.ts";
import { type EmulatedApplications, EnterpriseApplications } from "./application/enterprise-applications.ts";
import { assertGraphOptions } from "./check-options.ts";
import { applicationRoutes } from "./directory/application-routes.ts";
import type { GraphBehavior } from "./directory/behavior.ts";
import { deletedItemRoutes } from "./directory/deleted-item-routes.ts";
import type { Directory } from "./directory/directory.ts";
import { groupRoutes } from "./directory/group-routes.ts";
import { userRoutes } from "./directory/user-routes.ts";
import type { GraphEmulator } from "./graph-emulator.ts";
import { initialDirectory } from "./initial-directory.ts";
import { withoutSecrets } from "./journal-redaction.ts";
import { type EmulatedAssignments, type EmulatedGroups, type EmulatedUsers, mutations } from "./mutations.ts";
import type { GraphEmulatorOptions } from "./options.ts";
import { AccessTokens, type SignedIn } from "./service/access-tokens.ts";
import type { GraphThrottle } from "./service/resource-units.ts";
import { createRuntime, type EmulatorRuntime } from "./service/runtime.ts";
import { GraphService } from "./service/service.ts";
import { ManagedIdentityEndpoint, METADATA_HOST } from "./sign-in/managed-identity.ts";
import { TokenEndpoint } from "./sign-in/token-endpoint.ts";

/** The least permissions for all that this package does. */
const DEFAULT_PERMISSIONS = [
  "User.Read.All",
  "GroupMember.Read.All",
  "Application.Read.All",
  "Application.ReadWrite.OwnedBy",
  "AppRoleAssignment.ReadWrite.All",
  "Synchronization.ReadWrite.All",
  "ProvisioningLog.Read.All",
  "AuditLog.Read.All",
];

/**
 * Creates an emulator of Microsoft Graph: users, groups and assignments with their delta queries, and the token
 * endpoint. It is as strict as Graph is, and by default as disorderly as Graph may be: pages of any size, empty ones
 * too, objects in random order, some of them twice. It opens no socket; see `listen`.
 *
 * @throws RangeError for an invalid option, such as two users with the same id.
 * @example
 * ```ts
 * import { createGraphEmulator } from "proxyclick-scim/testing";
 *
 * const graph = createGraphEmulator({ users: 100, seed: 7 });
 * const response = await graph.fetch(`${graph.root}/v1.0/users/delta?$select=displayName`, {
 *   headers: { authorization: `Bearer ${graph.issueToken()}` },
 * });
 * ```
 */
export function createGraphEmulator(options: GraphEmulatorOptions = {}): GraphEmulator {
  return new Emulator(options);
}

/** A class, so that tokens and secrets are in private fields, which no inspection of the object shows. */
class Emulator implements GraphEmulator {
  readonly fetch: GraphEmulator["fetch"];
  readonly root: string;
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly servicePrincipalId: string;
  readonly appId: string;
  readonly journal: RequestJournal;
  readonly users: EmulatedUsers;
  readonly groups: EmulatedGroups;
  readonly assignments: EmulatedAssignments;
  readonly applications: EmulatedApplications;
  faults: FaultPlan | undefined;
  readonly #options: GraphEmulatorOptions;
  readonly #runtime: EmulatorRuntime;
  readonly #directory: Directory;
  readonly #tokens: AccessTokens;
  readonly #service: GraphService;
  readonly #tokenEndpoint: TokenEndpoint;
  readonly #managedIdentity: ManagedIdentityEndpoint;
  readonly #application: SignedIn;
  readonly #secret: string;

  constructor(options: GraphEmulatorOptions) {
    assertGraphOptions(options);
    const runtime = createRuntime(options.seed ?? 1, options.now ?? (() => new Date()));
    const { directory, application } = initialDirectory(options, runtime);
    this.#options = options;
    this.#runtime = runtime;
    this.#directory = directory;
    this.root = withoutSlash(options.root ?? "https://graph.microsoft.com");
    this.authority = withoutSlash(options.authority ?? "https://login.microsoftonline.com");
    this.tenantId = options.tenantId ?? runtime.guid();
    this.clientId = options.clientId ?? runtime.guid();
    this.#secret = options.clientSecret ?? runtime.opaqueId();
    this.servicePrincipalId = application.id;
    this.appId = application.appId;
    this.journal = new RequestJournal(options.journalLimit ?? 10_000);
    this.faults = options.faults;
    const { users, groups, assignments } = mutations(directory, application.id);
    this.users = users;
    this.groups = groups;
    this.assignments = assignments;
    this.#application = {
      clientId: this.clientId,
      permissions: new Set(options.permissions ?? DEFAULT_PERMISSIONS),
    };
    this.#tokens = new AccessTokens(runtime);
    this.#service = new GraphService(this.#tokens, runtime);
    this.#service.throttle = options.throttle;
    this.#service.losesRetriedLinks = () => directory.behavior.lostRetriedLinks;
    for (const routes of [userRoutes, groupRoutes, deletedItemRoutes, applicationRoutes])
      this.#service.addRoutes(routes(directory));
    const applications = new EnterpriseApplications(directory, this.tenantId, options);
    applications.adopt(application.id);
    this.#service.addRoutes(applications.routes());
    this.applications = applications;
    this.#tokenEndpoint = new TokenEndpoint(
      {
        tenantId: this.tenantId,
        application: this.#application,
        secrets: new Set([this.#secret]),
        assertions: {
          clientId: this.clientId,
          certificates: options.certificates ?? [],
          federatedTokens: options.federatedTokens ?? [],
          now: runtime.now,
        },
      },
      this.#tokens,
      runtime,
    );
    this.#managedIdentity = new ManagedIdentityEndpoint(this.#tokens, this.#application, runtime.now);
    this.fetch = async (input, init) => {
      const request = input instanceof Request && init === undefined ? input : new Request(input, init);
      return rejectOnAbort(request.signal, () => this.#respond(request));
    };
  }

  get clientSecret(): string {
    return this.#secret;
  }

  get behavior(): GraphBehavior {
    return this.#directory.behavior;
  }

  get throttle(): GraphThrottle | undefined {
    return this.#service.throttle;
  }

  set throttle(settings: GraphThrottle | undefined) {
    this.#service.throttle = settings;
  }

  issueToken({ permissions, seconds }: Parameters<GraphEmulator["issueToken"]>[0] = {}): string {
    const granted = permissions === undefined ? this.#application.permissions : new Set(permissions);
    return this.#tokens.issue({ clientId: this.clientId, permissions: granted }, seconds);
  }

  expireTokens(): void {
    this.#tokens.expireAll();
  }

  requireClaims(claims: string | undefined): void {
    this.#tokens.requireClaims(claims);
  }

  expireDeltaTokens(): void {
    this.#directory.deltaGeneration += 1;
  }

  async #respond(request: Request): Promise<Response> {
    const body = request.body === null ? "" : await request.text();
    const { pathname } = this.#checkedUrl(request);
    const isSignIn = TokenEndpoint.matches(pathname) || ManagedIdentityEndpoint.matches(pathname);
    const described = describeForJournal(request, body, isSignIn);
    const number = this.journal.nextNumber();
    const fault = this.faults?.({ number, method: described.method, path: described.path });
    let status = 0;
    const execute = async (): Promise<Response> => {
      const response = isSignIn ? await this.#signIn(request, body) : await this.#answer(request, body);
      status = response.status;
      return response;
    };
    try {
      if (fault === undefined) return await execute();
      return await respondWithFault(fault, execute, this.#options.sleep ?? sleep, graphFaultBody);
    } finally {
      this.journal.add({ number, time: this.#runtime.now(), ...described, status, fault });
    }
  }

  /** A request to another host would reach another service, and send it the token. */
  #checkedUrl({ url }: Request): URL {
    const parsed = new URL(url);
    const isKnown = [this.root, this.authority].some((each) => new URL(each).origin === parsed.origin);
    if (isKnown || isLoopback(parsed.hostname) || parsed.hostname === METADATA_HOST) return parsed;
    throw new TypeError("fetch failed", {
      cause: new Error(
        `The emulator of Microsoft Graph is not at ${parsed.origin}; see its options root and authority.`,
      ),
    });
  }

  async #signIn(request: Request, body: string): Promise<Response> {
    const { origin, pathname } = new URL(request.url);
    const roots = [this.root, origin];
    if (ManagedIdentityEndpoint.matches(pathname)) return this.#managedIdentity.answer(request, roots);
    return this.#tokenEndpoint.answer(request, body, roots);
  }

  async #answer(request: Request, body: string): Promise<Response> {
    const { origin, pathname, search } = new URL(request.url);
    this.#directory.purgeExpired();
    const answer = await this.#service.answer({
      method: request.method,
      origin,
      url: `${pathname}${search}`,
      headers: request.headers,
      body,
    });
    const { status, headers } = answer;
    if (answer.body === undefined) return new Response(null, { status, headers });
    const json = JSON.stringify(answer.body);
    return new Response(answer.truncated ? json.slice(0, json.length / 2) : json, {
      status,
      headers: { "content-type": "application/json;odata.metadata=minimal;odata.streaming=true", ...headers },
    });
  }
}

/** The body of a sign-in holds the credential, and other headers and bodies may hold secrets. */
function describeForJournal(
  request: Request,
  body: string,
  isSignIn: boolean,
): Omit<RecordedRequest, "number" | "time" | "status"> {
  const described = describeRequest(request, isSignIn ? "" : body, "/v1.0");
  const { "x-identity-header": _secret, ...headers } = described.headers;
  return { ...described, headers, body: withoutSecrets(described.body) };
}

/** The body of an error that a fault injects. */
function graphFaultBody(status: number): Readonly<Record<string, unknown>> {
  const code = FAULT_CODES.get(status) ?? "UnknownError";
  return { error: { code, message: "Injected fault.", innerError: {} } };
}

const FAULT_CODES: ReadonlyMap<number, string> = new Map([
  [401, "InvalidAuthenticationToken"],
  [403, "Authorization_RequestDenied"],
  [404, "Request_ResourceNotFound"],
  [429, "TooManyRequests"],
  [503, "ServiceUnavailable"],
  [504, "GatewayTimeout"],
]);

function withoutSlash(url: string): string {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new RangeError("Invalid root or authority: expected an absolute URL that begins with https:// or http://.");
  return url.replace(/\/+$/, "");
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
