/** Credentials of an application of Microsoft Entra: a secret, a certificate, or an assertion. */
import { requestByClientCredentials } from "../../client/oauth/client-credentials-grant.ts";
import { parseTokenEndpoint, type TokenEndpointOptions } from "../../client/oauth/token-endpoint.ts";
import { type ApplicationCertificate, certificateAssertion } from "./certificate-assertion.ts";
import { MICROSOFT_CLOUDS } from "./clouds.ts";
import type { TokenCredential } from "./token-credential.ts";

/** An application and the tenant that it signs in to. */
export interface ApplicationIdentity extends TokenEndpointOptions {
  /** Id of the tenant, or one of its domains, such as `contoso.onmicrosoft.com`. */
  readonly tenantId: string;
  /** Application (client) id. */
  readonly clientId: string;
  /**
   * Root of the sign-in service, `https://login.microsoftonline.com` by default; see `MICROSOFT_CLOUDS` for national
   * clouds. http on loopback addresses only.
   */
  readonly authority?: string | undefined;
}

/** An application with exactly one of `clientSecret`, `certificate` and `assertion`. */
export type ClientCredentialsOptions = ApplicationIdentity &
  (
    | {
        /** A client secret: its value, not its id. */
        readonly clientSecret: string;
        /** Not allowed beside the other one. */
        readonly certificate?: never;
        /** Not allowed beside the other one. */
        readonly assertion?: never;
      }
    | {
        /** A certificate; needs the package `jose`. */
        readonly certificate: ApplicationCertificate;
        /** Not allowed beside the other one. */
        readonly clientSecret?: never;
        /** Not allowed beside the other one. */
        readonly assertion?: never;
      }
    | {
        /** Returns a token of a federated identity provider; called for each token request. */
        readonly assertion: () => string | Promise<string>;
        /** Not allowed beside the other one. */
        readonly clientSecret?: never;
        /** Not allowed beside the other one. */
        readonly certificate?: never;
      }
  );

/**
 * Credentials of an application registration: a client secret, a certificate or a federated token. Source: Microsoft
 * identity platform, OAuth 2.0 client credentials flow.
 *
 * @example
 * ```ts
 * import { clientCredentials } from "proxyclick-scim/entra";
 *
 * const credential = clientCredentials({
 *   tenantId: "contoso.onmicrosoft.com",
 *   clientId: "11111111-2222-3333-4444-555555555555",
 *   clientSecret: "the value of a client secret",
 * });
 * ```
 *
 * @throws TypeError for an invalid authority, tenant or client id, and for none or several of the three credentials.
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenCredential {
  const { clientId, clientSecret, certificate, assertion } = options;
  const proofs = [clientSecret, certificate, assertion].filter((proof) => proof !== undefined);
  if (proofs.length !== 1) throw new TypeError("Expected one of clientSecret, certificate and assertion");
  if (clientSecret !== undefined) assertNotEmpty("clientSecret", clientSecret);
  const tokenEndpoint = tokenEndpointOf(options);
  const makeAssertion =
    certificate === undefined
      ? assertion && (async () => assertion())
      : certificateAssertion(certificate, { clientId, tokenEndpoint });
  return {
    tenantId: options.tenantId.toLowerCase(),
    getToken: (scopes, { abortSignal: signal, claims } = {}) =>
      requestByClientCredentials(
        { tokenEndpoint, clientId, clientSecret, assertion: makeAssertion, scope: [scopes].flat().join(" ") },
        options,
        { signal, claims },
      ),
  };
}

/**
 * The token endpoint of an application's tenant.
 *
 * @throws TypeError for an invalid authority, tenant or client id.
 */
function tokenEndpointOf({
  tenantId,
  clientId,
  authority = MICROSOFT_CLOUDS.global.authority,
}: ApplicationIdentity): string {
  assertNotEmpty("clientId", clientId);
  if (typeof tenantId !== "string" || !/^[\w.-]{1,255}$/.test(tenantId) || /^\.+$/.test(tenantId)) {
    throw new TypeError("tenantId: expected the id or a domain of a tenant, such as contoso.onmicrosoft.com");
  }
  return parseTokenEndpoint(`${String(authority).trim().replace(/\/+$/, "")}/${tenantId}/oauth2/v2.0/token`);
}

function assertNotEmpty(name: string, value: string): void {
  if (typeof value === "string" && value.trim() !== "") return;
  throw new TypeError(`${name}: expected a string that is not empty`);
}
