/** Reads the claims challenge of a 401 (Microsoft identity platform: claims challenges, claims requests). */

const CLAIMS = /\bclaims="([A-Za-z0-9+/=_-]{1,8192})"/;

/** The claims that a new token must have, as JSON; undefined when the header names none. */
export function claimsOf(headers: Headers): string | undefined {
  const encoded = CLAIMS.exec(headers.get("www-authenticate") ?? "")?.[1];
  if (encoded === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (each) =>
      each.charCodeAt(0),
    );
    const claims = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    JSON.parse(claims);
    return claims;
  } catch {
    return undefined;
  }
}
