/** Workload identity federation: an application signs in with a token of another identity provider from a file. */
import { OAuthTokenError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";
import { type ApplicationIdentity, clientCredentials } from "./client-credentials.ts";
import type { TokenCredential } from "./token-credential.ts";

/** An application with the file that holds its federated token. */
export interface WorkloadIdentityOptions extends ApplicationIdentity {
  /** File with the federated token. It is read again for each token request, because the platform replaces it. */
  readonly tokenFile: string;
}

/** Longest token that is read from the file. */
const MAX_TOKEN_LENGTH = 65_536;

/**
 * Credentials of a workload, such as a Kubernetes pod: a token of another identity provider, read from a file. Requires
 * a runtime with a file system. Source: Microsoft Entra, workload identity federation.
 *
 * @throws TypeError for an invalid authority, tenant or client id.
 */
export function workloadIdentity({ tokenFile, ...identity }: WorkloadIdentityOptions): TokenCredential {
  return clientCredentials({ ...identity, assertion: () => readTokenFile(tokenFile) });
}

/** Imported inside `try`, so that bundlers for browsers can do without it. */
async function loadFiles(): Promise<typeof import("node:fs/promises")> {
  try {
    return await import("node:fs/promises");
  } catch {
    throw new OAuthTokenError("unusable_credentials", "tokenFile: this runtime has no files; use clientCredentials");
  }
}

async function readTokenFile(path: string): Promise<string> {
  const { readFile } = await loadFiles();
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    throw new OAuthTokenError("unusable_credentials", `tokenFile ${path}: ${errorMessage(error)}`);
  });
  const token = content.trim();
  if (token.length <= MAX_TOKEN_LENGTH && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new OAuthTokenError("unusable_credentials", `tokenFile ${path}: expected a file with one token`);
}
