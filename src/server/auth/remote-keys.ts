/** The public keys of an issuer, fetched from its URL and kept. */
import type { createLocalJWKSet, JSONWebKeySet, JWTVerifyGetKey } from "jose";
import { isObject } from "../../internal/values.ts";
import { readStream } from "../http/fetch-adapter.ts";

/** Milliseconds for which a fetched set is used without a look at its URL. */
const FRESH = 600_000;
/** Milliseconds between two fetches while a set is at hand: for an unknown key, or after a fetch that failed. */
const COOLDOWN = 30_000;
/** Milliseconds after its fetch for which a set is used at most: Entra asks for a look at its keys every 24 hours. */
const MAX_AGE = 24 * 3_600_000;
/** Milliseconds that a fetch may take. */
const FETCH_TIMEOUT = 5_000;
/** Maximum number of bytes of a key set. */
const MAX_BYTES = 1_048_576;

/** What jose reports for a token whose key is not in the set. */
const NO_MATCHING_KEY = "ERR_JWKS_NO_MATCHING_KEY";

/**
 * Finds the key of a token in the set at a URL. At most one fetch runs at a time, whatever the number of tokens. When a
 * fetch fails, the last good set stays in use.
 *
 * @param createLocal - jose's function for a set at hand.
 * @param clock - milliseconds.
 * @returns a function that fails with the error of the last fetch when there is no set, or when the key is not in it
 * and the set could not be fetched again.
 */
export function remoteKeys(url: URL, createLocal: typeof createLocalJWKSet, clock: () => number): JWTVerifyGetKey {
  let kept: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  let lastFetch: { readonly at: number; readonly failure?: unknown } | undefined;
  let pending: Promise<void> | undefined;

  const fetchSet = async (): Promise<void> => {
    try {
      kept = { find: createLocal(await fetchKeySet(url)), at: clock() };
      lastFetch = { at: clock() };
    } catch (failure) {
      lastFetch = { at: clock(), failure };
    }
  };
  const reload = async (): Promise<void> => {
    pending ??= fetchSet().finally(() => {
      pending = undefined;
    });
    await pending;
  };
  const isOlder = (time: { readonly at: number } | undefined, age: number): boolean =>
    time === undefined || clock() - time.at >= age;
  const currentSet = async () => {
    if (isOlder(kept, MAX_AGE) || (isOlder(kept, FRESH) && isOlder(lastFetch, COOLDOWN))) await reload();
    if (kept === undefined || isOlder(kept, MAX_AGE)) throw lastFetch?.failure;
    return kept;
  };

  return async (header, token) => {
    const set = await currentSet();
    try {
      return await set.find(header, token);
    } catch (error) {
      if (!isObject(error) || error["code"] !== NO_MATCHING_KEY) throw error;
      if (isOlder(lastFetch, COOLDOWN)) await reload();
      if (lastFetch?.failure !== undefined) throw lastFetch.failure;
      if (kept === set || kept === undefined) throw error;
      return await kept.find(header, token);
    }
  };
}

/** @throws Error for any answer but a key set; a redirect is not followed, because it could leave https. */
async function fetchKeySet(url: URL): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    headers: { accept: "application/json, application/jwk-set+json" },
    redirect: "manual",
    signal: AbortSignal.timeout(FETCH_TIMEOUT),
  });
  const content = await readStream(response.body, MAX_BYTES);
  if (response.status !== 200) throw unusable(url, `the status was ${response.status}`);
  if (content.kind !== "bytes") throw unusable(url, "it was cut off, or is too large");
  const set: unknown = JSON.parse(new TextDecoder().decode(content.bytes));
  if (!isObject(set) || !Array.isArray(set["keys"])) throw unusable(url, "it has no list of keys");
  return { keys: set["keys"] };
}

function unusable(url: URL, reason: string): Error {
  return new Error(`The issuer's keys could not be fetched from ${url.origin}: ${reason}.`);
}
