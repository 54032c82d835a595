/**
 * A client for any SCIM 2.0 service.
 */
import { ProxyclickLimitationError } from "../errors.ts";
import type { ResourceType } from "../models/resource-type.ts";
import type { ServiceProfile } from "../profile/service-profile.ts";
import type { WriteGuard } from "./guard.ts";
import { ResourceClient, type ResourceClientContext } from "./resource-client.ts";
import { testConnection } from "./test-connection.ts";
import { Transport, type TransportOptions } from "./transport.ts";
import type { CallOptions } from "./types.ts";

/** Largest page a client asks for by itself. */
const MAX_PAGE_SIZE = 500;
/** Page size for a service of which nothing is known. */
const DEFAULT_PAGE_SIZE = 100;

/** How a client reaches its service, and what it knows about it. */
export interface ScimClientOptions extends TransportOptions {
  /** What the service has and has not; a service that can everything by default. */
  readonly profile?: ServiceProfile | undefined;
  /** Looks at writes of a resource type before they are sent. */
  readonly guard?: ((type: ResourceType) => WriteGuard | undefined) | undefined;
  /** URNs to send for the core schema of a resource type, by the type's name; the type's own by default. */
  readonly schemaUrns?: Readonly<Record<string, string>> | undefined;
}

/** A client for a SCIM 2.0 service (RFC 7644). It keeps no connection and no cache; it may be shared and need not be closed. */
export class ScimClient {
  readonly #transport: Transport;
  readonly #options: Pick<ScimClientOptions, "profile" | "guard" | "schemaUrns">;

  /**
   * @param options - base URL and token at least
   * @throws ScimError for an unusable base URL or token.
   */
  constructor(options: ScimClientOptions) {
    this.#transport = new Transport(options);
    this.#options = { profile: options.profile, guard: options.guard, schemaUrns: options.schemaUrns };
  }

  /**
   * The resources of a type, such as `UserType` or one of your own.
   *
   * @throws ProxyclickLimitationError when the service's profile says that it does not have them; nothing is sent.
   */
  resources<Resource extends object>(type: ResourceType<Resource>): ResourceClient<Resource> {
    return new ResourceClient(type, this.context(type));
  }

  /** What the resource clients of this client work with. @internal */
  protected context(type: ResourceType): ResourceClientContext {
    const { profile, guard, schemaUrns } = this.#options;
    const refused = profile?.refusedEndpoints.find(
      ({ endpoint }) => endpoint.toLowerCase() === type.endpoint.toLowerCase(),
    );
    if (refused !== undefined) {
      throw new ProxyclickLimitationError(refused.code, "", refused.explanation, { status: refused.status });
    }
    const filter = profile?.capabilities.filter;
    const maxResults = filter === undefined || filter === false ? DEFAULT_PAGE_SIZE : filter.maxResults;
    return {
      transport: this.#transport,
      schema: schemaUrns?.[type.name] ?? type.schema,
      pageSize: Math.min(maxResults, MAX_PAGE_SIZE),
      guard: guard?.(type),
    };
  }

  /**
   * Tests address and token as Entra's "Test Connection" does: it asks for a user with a random name and expects an empty list. Changes nothing.
   *
   * @throws ScimRequestError with code `unauthorized`, `forbidden`, `unreachable`, `timeout`, `not_scim` or `refused`; its message says what to do.
   */
  async testConnection(options: CallOptions = {}): Promise<void> {
    await testConnection(this.#transport, options);
  }
}
