/** Reads OAuth 2.0 client credentials: from the arguments, a file and the environment. */
import type { Command } from "commander";
import type { ConformanceOptions } from "../../conformance/index.ts";
import { usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { readInputFile } from "./read-file.ts";

/** Options for client credentials. */
export interface ClientCredentialOptions {
  readonly tokenEndpoint?: string;
  readonly clientId?: string;
  /** File that holds the client secret. */
  readonly clientSecretFile?: string;
  readonly scope?: string;
}

/** Adds the options for client credentials. */
export function addClientCredentialOptions(command: Command): Command {
  return command
    .option("--token-endpoint <url>", "OAuth 2.0 token endpoint; with --client-id, the token comes from there")
    .option("--client-id <id>", "client id for the token endpoint")
    .option("--client-secret-file <file>", "file that holds the client secret (also: PROXYCLICK_CLIENT_SECRET)")
    .option("--scope <scope>", "scope of the token");
}

/**
 * Reads the client credentials; undefined when no option names any.
 *
 * @throws CommanderError when one is missing. The message never contains the secret.
 */
export async function readClientCredentials(
  io: Io,
  { tokenEndpoint, clientId, clientSecretFile, scope }: ClientCredentialOptions,
): Promise<ConformanceOptions["clientCredentials"]> {
  if (tokenEndpoint === undefined && clientId === undefined && clientSecretFile === undefined) return undefined;
  if (tokenEndpoint === undefined || clientId === undefined) {
    throw usageError("incomplete client credentials: give --token-endpoint and --client-id together");
  }
  const secret =
    clientSecretFile === undefined
      ? io.env["PROXYCLICK_CLIENT_SECRET"]
      : await readInputFile(io, clientSecretFile, "client secret file");
  const clientSecret = secret?.trim() ?? "";
  if (clientSecret === "") {
    throw usageError("no client secret: give --client-secret-file or PROXYCLICK_CLIENT_SECRET");
  }
  return { tokenEndpoint, clientId, clientSecret, ...(scope !== undefined && { scope }) };
}
