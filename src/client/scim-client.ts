/** A client for any SCIM 2.0 service. */
import { ServiceLimitationError } from "../errors.ts";
import type { ResourceTypeDocument, SchemaDocument, ServiceProviderConfig } from "../models/index.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { Capabilities, ServiceProfile } from "../profile/service-profile.ts";
import { sendBulk } from "./bulk/send-bulk.ts";
import type { BulkOperation, BulkOptions, BulkResult } from "./bulk/types.ts";
import { assertFilterSupported, canFilter, notSupportedError, toCapabilities } from "./capabilities.ts";
import { Discovery, type DiscoveryOptions } from "./discovery.ts";
import { isWithinEndpoint } from "./endpoint-path.ts";
import { assertWholeNumber } from "./list-query.ts";
import { publishedMemberLimits } from "./member-changes.ts";
import { ResourceClient, type ResourceClientContext } from "./resource-client.ts";
import { searchRoot } from "./root-search.ts";
import { testConnection } from "./test-connection.ts";
import { Transport } from "./transport/transport.ts";
import type { CallOptions, TransportOptions } from "./transport/transport-options.ts";
import type { ListOptions, ResourceList, WithId } from "./types.ts";
import type { WriteGuard } from "./write-guard.ts";

/** How a client reaches its service, and what it knows about it. */
export interface ScimClientOptions extends TransportOptions {
  /** What the service can do; by default everything, until its ServiceProviderConfig was read. */
  readonly profile?: ServiceProfile | undefined;
  /** Returns the guard for the writes of a resource type; none by default. */
  readonly guard?: ((type: ResourceType) => WriteGuard | undefined) | undefined;
  /** URNs to send for the core schema of a resource type, by the type's name; the type's own by default. */
  readonly schemaUrns?: Readonly<Record<string, string>> | undefined;
  /**
   * Most members that one PATCH may add and remove, where the service has such a limit; `patch` and `update` then
   * send several requests. Default: what the service publishes, where its address is that of AWS IAM Identity Center
   * (100 of each) or of Microsoft Entra's own SCIM API (adds 20, removes 1); else no limit. `{}` for no limit.
   */
  readonly memberChanges?:
    | {
        /** Most members to add. */
        readonly add?: number | undefined;
        /** Most members to remove. */
        readonly remove?: number | undefined;
      }
    | undefined;
}

/**
 * A client for a SCIM 2.0 service (RFC 7644). It keeps no connection, and remembers the discovery documents only; it
 * may be shared and need not be closed.
 *
 * @example
 * ```ts
 * import { ScimClient, UserType } from "proxyclick-scim";
 *
 * const client = new ScimClient({ baseUrl: "https://scim.example.com/scim/v2", token: "a-long-secret" });
 * for await (const user of client.resources(UserType).list({ filter: "active eq true" })) console.log(user.userName);
 * ```
 */
export class ScimClient {
  readonly #transport: Transport;
  readonly #discovery: Discovery;
  readonly #options: Pick<ScimClientOptions, "profile" | "guard" | "schemaUrns" | "memberChanges">;

  /**
   * @param options - base URL and token at least
   * @throws TypeError for an invalid base URL, token or header.
   * @throws RangeError for a timeout or limit out of range.
   */
  constructor(options: ScimClientOptions) {
    this.#transport = new Transport(options);
    this.#discovery = new Discovery(this.#transport);
    const { profile, guard, schemaUrns, memberChanges } = options;
    for (const limit of ["add", "remove"] as const) {
      const most = memberChanges?.[limit];
      if (most !== undefined) assertWholeNumber(`memberChanges.${limit}`, most, 1);
    }
    const limits = memberChanges ?? publishedMemberLimits(this.#transport.baseUrl);
    this.#options = { profile, guard, schemaUrns, memberChanges: limits };
  }

  /**
   * Base URL of the service, without a slash at its end and without flags such as `aadOptscim062020`. Provisioning jobs
   * compare it with the identity that their state belongs to.
   */
  get identity(): string {
    return this.#transport.baseUrl;
  }

  /**
   * The resources of a type, such as `UserType` or a custom one.
   *
   * @throws ServiceLimitationError when the service's profile says that it does not have them; nothing is sent.
   */
  resources<Resource extends object>(type: ResourceType<Resource>): ResourceClient<Resource> {
    return new ResourceClient(type, this.context(type));
  }

  /** What the resource clients of this client work with. @internal */
  protected context(type: ResourceType): ResourceClientContext {
    const { guard, schemaUrns, memberChanges } = this.#options;
    this.#assertOffered(type.endpoint);
    return {
      transport: this.#transport,
      schema: schemaUrns?.[type.name] ?? type.schema,
      capabilities: () => this.#capabilities(),
      guard: guard?.(type),
      memberChanges,
    };
  }

  /**
   * Resources of several types, by one query at the root of the service (RFC 7644 §3.4.3).
   *
   * @param types - the types that may come, such as `[UserType, GroupType]`
   * @throws ScimRequestError when the service cannot search at its root, or sends a resource of another type.
   */
  search<Resources extends readonly object[]>(
    types: { readonly [Index in keyof Resources]: ResourceType<Resources[Index]> },
    options?: Omit<ListOptions, "attributes" | "excludedAttributes" | "onInvalidResource">,
  ): ResourceList<WithId<Resources[number]>>;
  search(
    types: readonly ResourceType[],
    options: Omit<ListOptions, "attributes" | "excludedAttributes" | "onInvalidResource"> = {},
  ): ResourceList<WithId<object>> {
    for (const { endpoint } of types) this.#assertOffered(endpoint);
    assertFilterSupported(options, this.#capabilities());
    return searchRoot(types, options, this.#transport, this.#capabilities());
  }

  /**
   * Sends many writes in few requests (RFC 7644 §3.7), split by the limits of the service, which are read once.
   * References of the form `bulkId:name` work across the requests too. A request without a response is not sent again:
   * it is unknown which of its writes took effect, and the error says so (`mayHaveTakenEffect`). When the first request
   * fails as a whole, the call rejects; when a later one does, its operations carry the error, those after it are not
   * tried, and the results before it stand.
   *
   * @param operations - made by `toCreate`, `toUpdate` and so on of a resource client, or by hand
   * @returns one result for each operation, in their order; failed ones carry their error.
   * @throws TypeError for invalid operations. ScimError 501 when the service has no bulk requests, 413 when an
   * operation, or a cycle of operations that refer to each other, is larger than it allows; nothing is sent.
   * ScimRequestError when the first request fails as a whole; the signal's reason on an abort.
   */
  async bulk(operations: readonly BulkOperation[], options: BulkOptions = {}): Promise<readonly BulkResult[]> {
    for (const { path } of operations) this.#assertOffered(path);
    const limits = (this.#capabilities() ?? toCapabilities(await this.serviceProviderConfig(options))).bulk;
    if (limits === false) throw notSupportedError("bulk requests");
    return sendBulk(operations, limits, this.#transport, options);
  }

  /**
   * What the service can do (RFC 7643 §5), read once. From then on the client acts on it: page sizes, PATCH, versions,
   * bulk limits. A profile in the client's options takes precedence.
   *
   * @throws ScimRequestError
   */
  async serviceProviderConfig(options: DiscoveryOptions = {}): Promise<ServiceProviderConfig> {
    return this.#discovery.config(options);
  }

  /** The resource types of the service (RFC 7643 §6), read once. */
  async resourceTypes(options: DiscoveryOptions = {}): Promise<readonly ResourceTypeDocument[]> {
    return this.#discovery.resourceTypes(options);
  }

  /** The schemas of the service's resources (RFC 7643 §7), read once. */
  async schemas(options: DiscoveryOptions = {}): Promise<readonly SchemaDocument[]> {
    return this.#discovery.schemas(options);
  }

  /**
   * Tests address and token as Entra's "Test Connection" does: it queries a user with a random name and expects an
   * empty list. Where the service is known to have no filters, it requests an empty page instead. Changes nothing.
   *
   * @throws ScimRequestError; its message says what to do.
   */
  async testConnection(options: CallOptions = {}): Promise<void> {
    await testConnection(this.#transport, canFilter(this.#capabilities()), options);
  }

  #capabilities(): Capabilities | undefined {
    const { profile } = this.#options;
    if (profile !== undefined) return profile.capabilities;
    const config = this.#discovery.knownConfig;
    return config === undefined ? undefined : toCapabilities(config);
  }

  /** Nothing is sent to an endpoint that the service is known not to have. */
  #assertOffered(path: string): void {
    const refused = this.#options.profile?.refusedEndpoints.find(({ endpoint }) => isWithinEndpoint(path, endpoint));
    if (refused === undefined) return;
    throw new ServiceLimitationError(refused.code, "", refused.explanation, { status: refused.status });
  }
}
