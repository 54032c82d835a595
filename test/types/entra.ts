/** Type tests of credentials for Microsoft Graph: compiled by `npm run types`, never run. */
import { oauthClientCredentials } from "../../src/client/index.ts";
import { clientCredentials, GraphClient, type TokenCredential } from "../../src/entra/index.ts";
import { ProxyclickScimClient } from "../../src/index.ts";

/** The declarations of `@azure/core-auth`, which every credential of `@azure/identity` has. */
interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: (this: AbortSignalLike, event: unknown) => void, options?: unknown): void;
  removeEventListener(
    type: "abort",
    listener: (this: AbortSignalLike, event: unknown) => void,
    options?: unknown,
  ): void;
}
interface AzureGetTokenOptions {
  abortSignal?: AbortSignalLike;
  requestOptions?: { timeout?: number };
  tracingOptions?: { tracingContext?: object };
  claims?: string;
  enableCae?: boolean;
  tenantId?: string;
}
interface AzureAccessToken {
  token: string;
  expiresOnTimestamp: number;
  refreshAfterTimestamp?: number;
  tokenType?: "Bearer" | "pop";
}
interface AzureTokenCredential {
  getToken(scopes: string | string[], options?: AzureGetTokenOptions): Promise<AzureAccessToken | null>;
}
declare const azure: AzureTokenCredential;

// A credential of @azure/identity fits here, and one of this package fits there.
new GraphClient({ credential: azure });
azure satisfies TokenCredential;
const identity = { tenantId: "t", clientId: "c" };
const own: TokenCredential = clientCredentials({ ...identity, clientSecret: "s" });
new GraphClient({ credential: own });

// So does a function that returns a token.
new GraphClient({ credential: async () => "t" });
const options = { tokenEndpoint: "https://login.example.com/token", clientId: "c", clientSecret: "s" };
new GraphClient({ credential: oauthClientCredentials(options) });
new ProxyclickScimClient({ secretToken: oauthClientCredentials(options) });

// @ts-expect-error no proof
clientCredentials(identity);
// @ts-expect-error two proofs
clientCredentials({ ...identity, clientSecret: "s", assertion: () => "a" });
// @ts-expect-error a misspelt feature
await new GraphClient({ credential: own }).get("/users", { feature: "read_user" });
