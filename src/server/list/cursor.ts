/**
 * Cursors (RFC 9865 §2): a position in a list, sealed so that nobody can read it, make one, or use it for another tenant, filter or order.
 *
 * The seal is AES-GCM with the list as additional data: a cursor that was changed, or that belongs elsewhere, does not open. Nothing is kept on the
 * service's side.
 */
import { ScimError } from "../../errors.ts";

/** Bytes of a nonce of AES-GCM. */
const NONCE = 12;
/** A longer cursor is not looked at: it would not fit into a URL, and no store should make one. */
const LONGEST = 8_192;

/** Makes and opens cursors. */
export interface CursorSeal {
  /**
   * Makes a cursor of characters that need no escape in a URL.
   *
   * @param position - where the page begins.
   * @param list - what the position belongs to: tenant, endpoint, filter, order.
   */
  seal(position: string, list: string): Promise<string>;
  /**
   * The position in a cursor.
   *
   * @throws ScimError 400 `invalidCursor` for what was not sealed for this list, `expiredCursor` for what was sealed too long ago.
   */
  open(cursor: string, list: string): Promise<string>;
}

/** What a {@link CursorSeal} is made of. */
export interface CursorSealOptions {
  /** Secret that the key is made of; a random one when undefined. */
  readonly secret: string | undefined;
  /** Seconds that a cursor can be used. */
  readonly timeout: number;
  /** The clock. */
  now(): Date;
}

/** Makes a seal. The key is made when it is first needed. */
export function createCursorSeal({ secret, timeout, now }: CursorSealOptions): CursorSeal {
  let key: Promise<CryptoKey> | undefined;
  const text = new TextEncoder();
  const keyOnce = (): Promise<CryptoKey> => {
    key ??= importKey(secret === undefined ? crypto.getRandomValues(new Uint8Array(32)) : text.encode(secret));
    return key;
  };
  const parameters = (iv: Uint8Array<ArrayBuffer>, list: string) => ({
    name: "AES-GCM",
    iv,
    additionalData: text.encode(list),
  });

  return {
    async seal(position, list) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
      const content = text.encode(`${Math.floor(now().getTime() / 1000)}:${position}`);
      const sealed = await crypto.subtle.encrypt(parameters(nonce, list), await keyOnce(), content);
      const bytes = new Uint8Array(NONCE + sealed.byteLength);
      bytes.set(nonce);
      bytes.set(new Uint8Array(sealed), NONCE);
      return toUnreserved(bytes);
    },
    async open(cursor, list) {
      const bytes = fromUnreserved(cursor);
      if (bytes === undefined || bytes.length <= NONCE) throw invalidCursor();
      const content = await crypto.subtle
        .decrypt(parameters(bytes.slice(0, NONCE), list), await keyOnce(), bytes.slice(NONCE))
        .catch(() => undefined);
      if (content === undefined) throw invalidCursor();
      const opened = new TextDecoder().decode(content);
      const colon = opened.indexOf(":");
      if (now().getTime() / 1000 - Number(opened.slice(0, colon)) > timeout) throw expiredCursor(timeout);
      return opened.slice(colon + 1);
    },
  };
}

async function importKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const digest = await crypto.subtle.digest("SHA-256", secret);
  return await crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Base64 with the letters of RFC 4648 §5, which are all unreserved in a URL (RFC 3986 §2.3). */
function toUnreserved(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromUnreserved(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length > LONGEST || !/^[\w-]+$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function invalidCursor(): ScimError {
  return new ScimError("The cursor is not one of this list; begin with an empty cursor.", {
    status: 400,
    scimType: "invalidCursor",
  });
}

function expiredCursor(timeout: number): ScimError {
  return new ScimError(`The cursor was made more than ${timeout} seconds ago; begin with an empty cursor.`, {
    status: 400,
    scimType: "expiredCursor",
  });
}
