/**
 * Cursors (RFC 9865 §2): a position in a list, encrypted so that no client can read it, forge one, or use it for
 * another tenant, filter or order.
 *
 * The encryption is AES-GCM with the list as additional data, so a cursor that was changed or that belongs to another
 * list does not decrypt. The service stores nothing.
 */
import { ScimError } from "../../errors.ts";

/** Bytes of a nonce of AES-GCM. */
const NONCE_LENGTH = 12;
/** Maximum number of characters of a cursor; a longer one would not fit into a URL. */
const MAX_LENGTH = 8_192;

/** Encrypts positions into cursors and decrypts them. */
export interface CursorCodec {
  /**
   * Makes a cursor of characters that need no escaping in a URL.
   *
   * @param position - where the page begins.
   * @param list - the list of the position: tenant, endpoint, filter, order.
   */
  encode(position: string, list: string): Promise<string>;
  /**
   * The position in a cursor.
   *
   * @throws ScimError 400 `invalidCursor` for a cursor that is not of this list, `expiredCursor` for an expired one.
   */
  decode(cursor: string, list: string): Promise<string>;
}

/** Options of {@link createCursorCodec}. */
export interface CursorCodecOptions {
  /** Secret from which the key is derived; a random one when undefined. */
  readonly secret: string | undefined;
  /** Seconds that a cursor is valid, as in `cursorTimeout` (RFC 9865 §4). */
  readonly timeout: number;
  /** The clock. */
  now(): Date;
}

/** Creates a codec. The key is derived on first use. */
export function createCursorCodec({ secret, timeout, now }: CursorCodecOptions): CursorCodec {
  let key: Promise<CryptoKey> | undefined;
  const encoder = new TextEncoder();
  const keyOnce = (): Promise<CryptoKey> => {
    key ??= importKey(secret === undefined ? crypto.getRandomValues(new Uint8Array(32)) : encoder.encode(secret));
    return key;
  };
  const parameters = (iv: Uint8Array<ArrayBuffer>, list: string) => ({
    name: "AES-GCM",
    iv,
    additionalData: encoder.encode(list),
  });

  return {
    async encode(position, list) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
      const content = encoder.encode(`${Math.floor(now().getTime() / 1000)}:${position}`);
      const encrypted = await crypto.subtle.encrypt(parameters(nonce, list), await keyOnce(), content);
      const bytes = new Uint8Array(NONCE_LENGTH + encrypted.byteLength);
      bytes.set(nonce);
      bytes.set(new Uint8Array(encrypted), NONCE_LENGTH);
      return toUnreserved(bytes);
    },
    async decode(cursor, list) {
      const bytes = fromUnreserved(cursor);
      if (bytes === undefined || bytes.length <= NONCE_LENGTH) throw invalidCursor();
      const content = await crypto.subtle
        .decrypt(parameters(bytes.slice(0, NONCE_LENGTH), list), await keyOnce(), bytes.slice(NONCE_LENGTH))
        .catch(() => undefined);
      if (content === undefined) throw invalidCursor();
      const decrypted = new TextDecoder().decode(content);
      const colon = decrypted.indexOf(":");
      if (now().getTime() / 1000 - Number(decrypted.slice(0, colon)) > timeout) throw expiredCursor(timeout);
      return decrypted.slice(colon + 1);
    },
  };
}

async function importKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const digest = await crypto.subtle.digest("SHA-256", secret);
  return await crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Base64 with the alphabet of RFC 4648 §5, which is unreserved in a URL (RFC 3986 §2.3). */
function toUnreserved(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromUnreserved(cursor: string): Uint8Array<ArrayBuffer> | undefined {
  if (cursor.length > MAX_LENGTH || !/^[\w-]+$/.test(cursor) || cursor.length % 4 === 1) return undefined;
  const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function invalidCursor(): ScimError {
  return new ScimError("The cursor does not belong to this list; start with an empty cursor.", {
    status: 400,
    scimType: "invalidCursor",
  });
}

function expiredCursor(timeout: number): ScimError {
  return new ScimError(`The cursor was made more than ${timeout} seconds ago; start with an empty cursor.`, {
    status: 400,
    scimType: "expiredCursor",
  });
}
