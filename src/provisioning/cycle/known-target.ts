/**
 * Finds out whether a target has the accounts that the state links.
 */
import { isProvisioningError } from "../../errors.ts";
import type { JobContext } from "../context/job-context.ts";
import { isAccountGone } from "../log/failure.ts";
import { readMappedValues } from "../mapping/attribute-changes.ts";
import type { CompiledMapping } from "../mapping/compile-mapping.ts";
import type { Link } from "../ports/state.ts";
import type { TargetUser } from "../ports/target.ts";

/** Accounts that are looked up at most. */
const SAMPLE_SIZE = 10;

/** What became of linked accounts. */
export interface AccountSample {
  /** Whether an account is there, with a matching value that is known. */
  readonly found: boolean;
  /** Accounts that are not there; or the id belongs to an account with other matching values. */
  readonly gone: number;
  /** The last error of the target; errors prove nothing. */
  readonly unclear: unknown;
}

/**
 * Looks up linked accounts, spread over all records, until the first that is there.
 *
 * @param linked - Number of linked users.
 */
export async function sampleAccounts(
  { state, target, mapping }: JobContext,
  linked: number,
  signal: AbortSignal | undefined,
): Promise<AccountSample> {
  const stride = Math.max(1, Math.floor(linked / SAMPLE_SIZE));
  let [position, looked, gone] = [0, 0, 0];
  let unclear: unknown;
  for await (const { link } of state.records((await state.size()).lastOrdinal)) {
    if (link === undefined) continue;
    position += 1;
    if ((position - 1) % stride !== 0) continue;
    if (looked === SAMPLE_SIZE || signal?.aborted === true) break;
    looked += 1;
    try {
      const account = await target.users.get(link.targetId, { signal });
      if (isLinkedAccount(mapping, link, account)) return { found: true, gone, unclear };
      gone += 1;
    } catch (error) {
      if (isProvisioningError(error)) throw error;
      if (isAccountGone(error)) gone += 1;
      else unclear = error;
    }
  }
  return { found: false, gone, unclear };
}

/** Another service may use the same ids for other accounts. Without a known matching value, the id decides. */
function isLinkedAccount(mapping: CompiledMapping, { values: known }: Link, account: TargetUser): boolean {
  const values = readMappedValues(mapping, account);
  const comparable = mapping.matching.filter(
    ({ target }) => typeof known[target] === "string" && typeof values[target] === "string",
  );
  return comparable.length === 0 || comparable.some(({ target }) => isSameString(known[target], values[target]));
}

function isSameString(one: unknown, other: unknown): boolean {
  return String(one).toLowerCase() === String(other).toLowerCase();
}
