/**
 * The client of Proxyclick's user provisioning.
 */
import {
  type Fetch,
  type Logger,
  type PaceOptions,
  type RetryOptions,
  ScimClient,
  type TransportOptions,
} from "../client/index.ts";
import { quietLogger } from "../client/transport/safe-logger.ts";
import { allowInsecureRequests } from "../client/transport/tenant-url.ts";
import { UserType } from "../models/index.ts";
import type { LimitationPolicy } from "../profile/enforce.ts";
import { proxyclickProfile } from "../profile/proxyclick-profile.ts";
import type { RuleContext, ServiceProfile } from "../profile/service-profile.ts";
import { SCIM1_CORE_SCHEMA } from "../urns.ts";
import { userGuard } from "./guard.ts";
import { ProxyclickUsers } from "./users.ts";

/** Base URL that the vendor publishes. */
export const PROXYCLICK_TENANT_URL = "https://api.proxyclick.com/scim/v1";

/** How to reach Proxyclick, and what to do about its limitations. */
export interface ProxyclickScimClientOptions {
  /** Tenant URL of the integration's settings page; {@link PROXYCLICK_TENANT_URL} by default. */
  readonly tenantUrl?: string | undefined;
  /** Secret Token of the integration's settings page, or a function that returns the current one. */
  readonly secretToken: string | (() => string | Promise<string>);
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: Fetch | undefined;
  /** Bounds of repetition. */
  readonly retry?: RetryOptions | undefined;
  /** Milliseconds until an attempt is given up; 30,000 by default, `false` for no bound. */
  readonly timeout?: number | false | undefined;
  /** Milliseconds until a call with all its attempts and waits is given up; 180,000 by default, `false` for no bound. */
  readonly totalTimeout?: number | false | undefined;
  /**
   * Schema URN of users in what is sent: the one of SCIM 2.0, which Entra sends (`scim2`, the default), or the one of SCIM 1.1, which the vendor's
   * sample shows (`scim1`). Which of them the service demands is not published; answers are understood with either.
   */
  readonly schemas?: "scim2" | "scim1" | undefined;
  /** What to do about writes that break a limitation; `repair` by default. */
  readonly onLimitation?: LimitationPolicy | undefined;
  /**
   * Brings a phone number to E.164, or returns undefined for a text that is none. Without it, numbers in another form are left out and told to the
   * logger.
   */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** Bounds on how fast requests are sent; none by default: none are published. */
  readonly pace?: PaceOptions | undefined;
  /** Further headers of every request, such as the custom headers that the integration's page shows for OneLogin; what they hold is not published. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Told about attempts and repairs; nobody by default. */
  readonly logger?: Logger | undefined;
  /** Value of the `User-Agent` header; the one of the platform by default. */
  readonly userAgent?: string | undefined;
  /** Other assumptions about the service than `proxyclickProfile()` makes. */
  readonly profile?: ServiceProfile | undefined;
  /** Allows plain http to a machine other than this one; see {@link allowInsecureRequests}. */
  readonly [allowInsecureRequests]?: boolean | undefined;
}

/**
 * A client for Proxyclick (Eptura Visitor). It has users and no groups, and sees to it that what it sends obeys the limitations of the connector:
 * userName and work email are one value, names are there, phone numbers have the E.164 form.
 *
 * @example
 * ```ts
 * import { ProxyclickScimClient } from "proxyclick-scim";
 *
 * const proxyclick = new ProxyclickScimClient({ secretToken: "from the settings page" });
 * await proxyclick.testConnection();
 * const ada = await proxyclick.users.create({ userName: "ada@contoso.com", name: { givenName: "Ada", familyName: "Lovelace" } });
 * await proxyclick.users.update(ada.id, { title: "Analyst" });
 * ```
 */
export class ProxyclickScimClient extends ScimClient {
  /** Name of the service, for logs. */
  readonly name: string = "Proxyclick";
  /** The users. */
  readonly users: ProxyclickUsers;

  /**
   * @param options - the Secret Token at least
   * @throws ScimError for an unusable tenant URL or token.
   */
  constructor(options: ProxyclickScimClientOptions) {
    super(scimClientOptions(options));
    this.users = new ProxyclickUsers(UserType, this.context(UserType));
  }
}

function scimClientOptions(options: ProxyclickScimClientOptions): ConstructorParameters<typeof ScimClient>[0] {
  const { tenantUrl, secretToken, schemas, onLimitation, normalizePhone, ...transport } = options;
  const profile = options.profile ?? proxyclickProfile();
  const logger = quietLogger(options.logger);
  const guard = userGuard({ profile, policy: onLimitation ?? "repair", normalizePhone, logger });
  return {
    ...(transport satisfies Partial<TransportOptions>),
    baseUrl: tenantUrl ?? PROXYCLICK_TENANT_URL,
    token: secretToken,
    profile,
    guard: (type) => (type.endpoint === UserType.endpoint ? guard : undefined),
    ...(schemas === "scim1" ? { schemaUrns: { [UserType.name]: SCIM1_CORE_SCHEMA } } : {}),
  };
}
