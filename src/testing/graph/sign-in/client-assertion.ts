/** Checks the assertions with which applications sign in in place of a secret (RFC 7523 §3). */
import { isObject, readProperty } from "../../../internal/values.ts";
import { type RegisteredCertificate, readCertificate } from "./certificate.ts";

/** What assertions are checked against. */
export interface AssertionSettings {
  /** Client id of the application. */
  readonly clientId: string;
  /** Certificates of the application, in PEM. */
  readonly certificates: readonly string[];
  /** Tokens of another identity provider that the application may sign in with. */
  readonly federatedTokens: readonly string[];
  /** The clock. */
  readonly now: () => Date;
}

/** Why an assertion is refused: the number of Microsoft's error, and a sentence. */
export type Refusal = readonly [number: number, message: string];

const ALGORITHMS: ReadonlyMap<string, RsaHashedImportParams> = new Map([
  ["PS256", { name: "RSA-PSS", hash: "SHA-256" }],
  ["RS256", { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }],
]);

/** Checks an assertion; undefined when it is accepted. */
export async function refusalOf(
  assertion: string,
  tokenEndpoint: string,
  settings: AssertionSettings,
): Promise<Refusal | undefined> {
  if (settings.federatedTokens.includes(assertion)) return undefined;
  const parts = assertion.split(".");
  const [header, claims] = [jsonPart(parts[0]), jsonPart(parts[1])];
  if (parts.length !== 3 || header === undefined || claims === undefined)
    return [50027, "JWT token is invalid or malformed."];
  const certificate = await certificateOf(readProperty(header, "x5t#S256"), settings.certificates);
  if (certificate === undefined)
    return [
      700027,
      "The certificate with identifier used to sign the client assertion is not registered on application.",
    ];
  if (!(await isSignedWith(certificate, header, parts)))
    return [700027, "Client assertion failed signature validation."];
  return claimRefusal(claims, tokenEndpoint, settings);
}

function claimRefusal(
  claims: Readonly<Record<string, unknown>>,
  tokenEndpoint: string,
  { clientId, now }: AssertionSettings,
): Refusal | undefined {
  const claim = (name: string): unknown => readProperty(claims, name);
  if (claim("iss") !== clientId || claim("sub") !== clientId)
    return [700021, "Client assertion application identifier doesn't match 'client_id' parameter."];
  if (claim("aud") !== tokenEndpoint) return [700023, "Client assertion audience claim does not match Realm issuer."];
  const [begin, end] = [claim("nbf"), claim("exp")];
  const seconds = now().getTime() / 1_000;
  const isBegun = begin === undefined || (typeof begin === "number" && begin <= seconds + CLOCK_SKEW);
  if (typeof end !== "number" || end <= seconds - CLOCK_SKEW || !isBegun)
    return [700024, "Client assertion is not within its valid time range."];
  if (typeof claim("jti") !== "string") return [50027, "JWT token is invalid: the claim 'jti' is missing."];
  return undefined;
}

/** Seconds by which clocks may differ. */
const CLOCK_SKEW = 300;

async function certificateOf(
  thumbprint: unknown,
  certificates: readonly string[],
): Promise<RegisteredCertificate | undefined> {
  const known = await Promise.all(certificates.map(readCertificate));
  return known.find((certificate) => certificate.thumbprint === thumbprint);
}

async function isSignedWith(
  { publicKey }: RegisteredCertificate,
  header: Readonly<Record<string, unknown>>,
  [head = "", body = "", signature = ""]: readonly string[],
): Promise<boolean> {
  const algorithm = ALGORITHMS.get(String(readProperty(header, "alg")));
  const bytes = bytesOf(signature);
  if (algorithm === undefined || bytes === undefined) return false;
  const key = await crypto.subtle.importKey("spki", publicKey, algorithm, false, ["verify"]);
  const parameters = { name: algorithm.name, saltLength: 32 };
  return crypto.subtle.verify(parameters, key, bytes, new TextEncoder().encode(`${head}.${body}`));
}

function jsonPart(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const bytes = bytesOf(part ?? "");
  if (bytes === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(part: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    return Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}
