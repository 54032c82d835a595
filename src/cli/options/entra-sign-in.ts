/** Signs in to Microsoft Graph with what the arguments, files and the environment say. */
import { Command } from "commander";
import {
  clientCredentials,
  GraphClient,
  MICROSOFT_CLOUDS,
  managedIdentity,
  type TokenCredential,
  workloadIdentity,
} from "../../entra/index.ts";
import { isLoopback } from "../../internal/loopback.ts";
import { configured, usageError } from "../process/exit-status.ts";
import type { Io } from "../process/io.ts";
import { parseTenant } from "./option-values.ts";
import { readInputFile, resolvePath } from "./read-file.ts";

/** Options for signing in as an application, and where Microsoft Graph is. */
export interface EntraSignInOptions {
  /** Id or domain of the tenant. */
  readonly tenantId?: string;
  /** Client id of the application that signs in, or of a managed identity. */
  readonly clientId?: string;
  /** File that holds the client secret. */
  readonly clientSecretFile?: string;
  /** File that holds the certificate. */
  readonly certificateFile?: string;
  /** File that holds the private key, unless the file of the certificate does. */
  readonly keyFile?: string;
  /** File that holds the token of another identity provider. */
  readonly federatedTokenFile?: string;
  readonly managedIdentity?: boolean;
  /** Root of Microsoft Graph. */
  readonly graph?: string;
  /** Root of the sign-in service. */
  readonly authority?: string;
}

/** The proofs of which exactly one is needed, by option. */
const PROOFS = {
  clientSecretFile: "--client-secret-file",
  certificateFile: "--certificate-file",
  federatedTokenFile: "--federated-token-file",
  managedIdentity: "--managed-identity",
} as const satisfies Partial<Readonly<Record<keyof EntraSignInOptions, string>>>;

type Proof = keyof typeof PROOFS;

/** Environment variable of the client secret. */
const SECRET_VARIABLE = "PROXYCLICK_CLIENT_SECRET";

/** Adds the options for signing in, and the addresses of Microsoft. */
export function addEntraSignInOptions(command: Command): Command {
  return command
    .option("--tenant-id <id>", "tenant of the directory: its id (GUID) or a domain", parseTenant)
    .option("--client-id <id>", "application that signs in to Microsoft Graph: its application (client) id")
    .option("--client-secret-file <file>", `file that holds its client secret (also: ${SECRET_VARIABLE})`)
    .option("--certificate-file <file>", "file with its certificate (PEM), in place of a secret")
    .option(
      "--key-file <file>",
      "file with the private key of the certificate (PEM), unless the certificate file has it",
    )
    .option("--federated-token-file <file>", "file with a token of another identity provider, in place of a secret")
    .option(
      "--managed-identity",
      "sign in with the managed identity of this machine; --client-id selects one of several",
    )
    .option("--graph <url>", `root of Microsoft Graph (default: ${MICROSOFT_CLOUDS.global.graph})`)
    .option(
      "--authority <url>",
      "root of the sign-in service (default: that of the cloud of --graph; on loopback, --graph itself)",
    );
}

/** Adds `--app`. */
export function addAppOption(command: Command): Command {
  return command.option("--app <id|name>", "enterprise application: its object id, application (client) id or name");
}

/** Adds the options of Microsoft Entra as a source. */
export function addEntraOptions(command: Command): Command {
  return addAppOption(addEntraSignInOptions(command)).option(
    "--additional-property <name>",
    "with --source entra: property of users that this version does not know and the mapping reads; once for each",
    (name: string, before: readonly string[] | undefined) => [...(before ?? []), name],
  );
}

/** Returns the names of the options that say how to sign in, and which application is meant. */
export function entraOptionNames(): readonly string[] {
  return addAppOption(addEntraSignInOptions(new Command())).options.map((option) => option.attributeName());
}

/**
 * Signs in with the first request. Every part of a command shares the client, so that they pause together.
 *
 * @throws CommanderError for missing, contradictory or invalid options. No message contains a secret.
 */
export async function openGraph(io: Io, options: EntraSignInOptions): Promise<GraphClient> {
  const credential = await readCredential(io, options);
  return configured(() => new GraphClient({ credential, graph: options.graph }));
}

async function readCredential(io: Io, options: EntraSignInOptions): Promise<TokenCredential> {
  const proof = proofOf(io, options);
  if (options.keyFile !== undefined && proof !== "certificateFile") {
    throw usageError("--key-file belongs to a certificate: give --certificate-file, too");
  }
  if (proof === "managedIdentity") return openManagedIdentity(io, options);
  const identity = identityOf(options);
  if (proof === "federatedTokenFile") {
    const tokenFile = resolvePath(io, options.federatedTokenFile ?? "");
    return configured(() => workloadIdentity({ ...identity, tokenFile }));
  }
  if (proof === "certificateFile") {
    const certificate = await readCertificate(io, options);
    return configured(() => clientCredentials({ ...identity, certificate }));
  }
  const clientSecret = await readClientSecret(io, options);
  return configured(() => clientCredentials({ ...identity, clientSecret }));
}

/** An option wins over the variable of the environment. */
function proofOf(io: Io, options: EntraSignInOptions): Proof {
  const names: readonly Proof[] = ["clientSecretFile", "certificateFile", "federatedTokenFile", "managedIdentity"];
  const given = names.filter((name) => options[name] !== undefined && options[name] !== false);
  const [proof, other] = given;
  if (proof !== undefined && other !== undefined) {
    throw usageError(`${PROOFS[proof]} and ${PROOFS[other]} are two ways to sign in: give one of them`);
  }
  if (proof !== undefined) return proof;
  if (io.env[SECRET_VARIABLE] !== undefined) return "clientSecretFile";
  throw usageError(
    `no credentials for Microsoft Entra: give --client-secret-file or ${SECRET_VARIABLE}, --certificate-file, --federated-token-file or --managed-identity`,
  );
}

function identityOf({ tenantId, clientId, graph, authority = authorityOf(graph) }: EntraSignInOptions) {
  if (tenantId === undefined || clientId === undefined) {
    throw usageError("incomplete credentials for Microsoft Entra: give --tenant-id and --client-id");
  }
  return { tenantId, clientId, authority };
}

/** The sign-in service of the cloud whose Graph is named; an emulator on this machine is both. */
function authorityOf(graph: string | undefined): string | undefined {
  const url = graph === undefined ? null : URL.parse(graph);
  if (url === null) return undefined;
  if (isLoopback(url.hostname)) return url.origin;
  return Object.values(MICROSOFT_CLOUDS).find((cloud) => cloud.graph === url.origin)?.authority;
}

async function readClientSecret(io: Io, { clientSecretFile }: EntraSignInOptions): Promise<string> {
  const origin = clientSecretFile ?? SECRET_VARIABLE;
  const secret =
    clientSecretFile === undefined
      ? (io.env[SECRET_VARIABLE] ?? "")
      : await readInputFile(io, clientSecretFile, "client secret file");
  if (secret.trim() === "") throw usageError(`no client secret: ${origin} is empty`);
  return secret.trim();
}

async function readCertificate(io: Io, { certificateFile = "", keyFile }: EntraSignInOptions) {
  const certificate = await readInputFile(io, certificateFile, "certificate file");
  const privateKey = keyFile === undefined ? certificate : await readInputFile(io, keyFile, "key file");
  const key = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/u.exec(privateKey)?.[0];
  return { certificate, privateKey: key ?? privateKey };
}

/** App Service, Functions and Container Apps name their endpoint in the environment; that of machines is fixed. */
function openManagedIdentity({ env }: Io, { clientId }: EntraSignInOptions): TokenCredential {
  const [endpoint, identityHeader] = [env["IDENTITY_ENDPOINT"], env["IDENTITY_HEADER"]];
  return configured(() => managedIdentity({ clientId, endpoint, identityHeader }));
}
