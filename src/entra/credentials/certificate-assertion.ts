/**
 * The assertion of an application that signs in with a certificate (RFC 7523 §3; Microsoft identity platform:
 * certificate credentials).
 */
import { OAuthTokenError } from "../../errors.ts";
import { errorMessage } from "../../internal/error-message.ts";

/** A certificate of an application registration and its private key. */
export interface ApplicationCertificate {
  /** RSA private key as an unencrypted PKCS #8 PEM (`BEGIN PRIVATE KEY`). */
  readonly privateKey: string;
  /** The certificate in PEM. If there are several, the first one is used. */
  readonly certificate: string;
}

/** Seconds for which an assertion is valid; Entra recommends five to ten minutes. */
const LIFE = 600;

/**
 * Creates the function that makes an assertion for each request.
 *
 * @throws TypeError when the certificate is not PEM. The function rejects with OAuthTokenError `unusable_credentials`
 * when the key cannot be used.
 */
export function certificateAssertion(
  { privateKey, certificate }: ApplicationCertificate,
  { clientId, tokenEndpoint }: { readonly clientId: string; readonly tokenEndpoint: string },
): () => Promise<string> {
  const der = derOf(certificate);
  if (typeof privateKey !== "string" || !privateKey.includes("-----BEGIN PRIVATE KEY-----")) {
    throw new TypeError(
      "certificate.privateKey: expected an unencrypted PEM of PKCS #8 (BEGIN PRIVATE KEY): openssl pkcs8 -topk8 -nocrypt",
    );
  }
  return async () => {
    const jose = await loadJose();
    try {
      const key = await jose.importPKCS8(privateKey, "PS256");
      const thumbprint = await crypto.subtle.digest("SHA-256", der);
      const now = Math.floor(Date.now() / 1_000);
      return await new jose.SignJWT({})
        .setProtectedHeader({ alg: "PS256", typ: "JWT", "x5t#S256": jose.base64url.encode(new Uint8Array(thumbprint)) })
        .setAudience(tokenEndpoint)
        .setIssuer(clientId)
        .setSubject(clientId)
        .setJti(crypto.randomUUID())
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + LIFE)
        .sign(key);
    } catch (cause) {
      throw new OAuthTokenError(
        "unusable_credentials",
        `certificate.privateKey: cannot sign with this key: expected an RSA key of 2048 bits or more (${errorMessage(cause)})`,
      );
    }
  };
}

/** The bytes of the first certificate of a PEM. */
function derOf(pem: string): Uint8Array<ArrayBuffer> {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(String(pem))?.[1];
  if (body === undefined) throw new TypeError("certificate.certificate: expected a PEM (BEGIN CERTIFICATE)");
  return Uint8Array.from(atob(body.replaceAll(/\s/g, "")), (character) => character.charCodeAt(0));
}

/** Imported by a literal name, so that bundlers find it, and inside `try`, so that they can do without it. */
async function loadJose(): Promise<typeof import("jose")> {
  try {
    return await import("jose");
  } catch (cause) {
    throw new OAuthTokenError("unusable_credentials", 'Certificates need the package "jose": npm install jose', {
      cause,
    });
  }
}
