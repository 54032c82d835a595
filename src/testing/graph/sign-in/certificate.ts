/** The parts of an X.509 certificate (RFC 5280 §4.1) that identify an application: its public key and thumbprint. */

/** A certificate of an application. */
export interface RegisteredCertificate {
  /** SHA-256 of the certificate in base64url, as in the header `x5t#S256` (RFC 7515 §4.1.8). */
  readonly thumbprint: string;
  /** The public key as SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a certificate in PEM.
 *
 * @throws RangeError for anything else.
 */
export async function readCertificate(pem: string): Promise<RegisteredCertificate> {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z\d+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (body === undefined) throw new RangeError("Invalid certificate: expected PEM (BEGIN CERTIFICATE).");
  const der = Uint8Array.from(atob(body.replaceAll(/\s/g, "")), (character) => character.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  return { thumbprint: base64Url(digest), publicKey: publicKeyOf(der) };
}

/** Writes bytes in base64url (RFC 4648 §5). */
function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** An element of DER: where it begins, where its content begins, and where it ends. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

const VERSION_TAG = 0xa0;
/** Place of the public key after serial number, signature algorithm, issuer, validity and subject. */
const PUBLIC_KEY_PLACE = 5;

function publicKeyOf(der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const certificate = elementAt(der, 0);
  const signedPart = elementAt(der, certificate.content);
  const first = elementAt(der, signedPart.content);
  let element = first.tag === VERSION_TAG ? elementAt(der, first.end) : first;
  for (let place = 0; place < PUBLIC_KEY_PLACE; place += 1) element = elementAt(der, element.end);
  return der.slice(element.start, element.end);
}

function elementAt(der: Uint8Array, start: number): Element {
  const [tag, short] = [der[start], der[start + 1]];
  if (tag === undefined || short === undefined) throw new RangeError("Invalid certificate: it is cut short.");
  const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
  let length = lengthBytes === 0 ? short : 0;
  for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (der[start + 2 + index] ?? 0);
  const content = start + 2 + lengthBytes;
  if (content + length > der.length) throw new RangeError("Invalid certificate: it is cut short.");
  return { tag, start, content, end: content + length };
}
