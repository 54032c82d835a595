/** After a quiet cycle: the target against the model, the links, and the log against what happened. */
import type { Account } from "../../support/observed-target.ts";
import type { Config } from "./config.ts";
import type { Directory, Person } from "./directory.ts";
import type { Divergence, DivergenceClass } from "./divergence.ts";
import type { Expectation, Expectations } from "./expectations.ts";
import { hasManagers, isActive, isFit, readManager, readValues, tagOf } from "./mapping.ts";
import { HELD_BACK, type Named, WAITING } from "./named.ts";
import { isBroken } from "./scenario.ts";

/** How the reason of somebody ends whom no summary names. */
export const UNNAMED = " (unnamed)";

/** What is compared. */
export interface Picture {
  readonly config: Config;
  readonly directory: Directory;
  readonly expectations: Expectations;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Accounts that were there before the job, as they were. */
  readonly foreign: ReadonlyMap<string, Account>;
  readonly time: number;
  readonly named: Named;
}

/** A person whose account differs from the model. */
interface Difference {
  readonly class: DivergenceClass;
  readonly text: string;
}

/** What came of a comparison. */
export interface Comparison {
  readonly divergences: readonly Divergence[];
  /** People who are not as the model says, named or not, and why. */
  readonly unsettled: ReadonlyMap<string, string>;
}

/** Compares everybody. */
export function compare(picture: Picture): Comparison {
  const divergences: Divergence[] = [];
  const unsettled = new Map<string, string>();
  const byTag = accountsByTag(picture);
  for (const person of picture.directory.people.values()) {
    const expected = picture.expectations.of(person, picture.time);
    const differences = differencesOf(picture, person, expected, byTag);
    if (differences.length === 0) continue;
    const reason = picture.named.reasonFor(person.id);
    const { tag } = person;
    unsettled.set(
      tag,
      `${differences.map(({ text }) => text).join("; ")} ${reason === undefined ? UNNAMED : ` (${reason})`}`,
    );
    for (const { class: kind, text } of differences) {
      const reported =
        reason === undefined || !kind.endsWith("-unnamed") ? kind : whenNamed(kind, reason, person, picture);
      if (reported === undefined) continue;
      const told = reason === undefined ? "nothing names it" : `named: ${reason}`;
      divergences.push({ class: reported, tag, text: `${expected.because}: ${text}; ${told}` });
    }
  }
  return { divergences: [...divergences, ...strangers(picture, byTag)], unsettled };
}

/**
 * An account that is active although the directory says no is a divergence even when it is named, unless it waits for
 * its next attempt or for an administrator.
 */
function whenNamed(
  kind: DivergenceClass,
  reason: string,
  { tag }: Person,
  { config }: Picture,
): DivergenceClass | undefined {
  const waits = reason.endsWith(WAITING) || reason === HELD_BACK || isBroken(config, tag);
  return kind === "active-unnamed" && !waits ? "active-named" : undefined;
}

function accountsByTag({ accounts }: Picture): ReadonlyMap<string, readonly Account[]> {
  const byTag = new Map<string, Account[]>();
  for (const account of accounts.values()) {
    const tag = tagOf(account) ?? "";
    byTag.set(tag, [...(byTag.get(tag) ?? []), account]);
  }
  return byTag;
}

function differencesOf(
  picture: Picture,
  person: Person,
  { account: wanted, active, values, because }: Expectation,
  byTag: ReadonlyMap<string, readonly Account[]>,
): readonly Difference[] {
  const [account, second] = byTag.get(person.tag) ?? [];
  if (second !== undefined) return [{ class: "duplicate", text: `accounts ${account?.id} and ${second.id}` }];
  if (account === undefined) {
    if (wanted !== "one") return [];
    return active
      ? [{ class: "missing-unnamed", text: "no account" }]
      : takenOver(picture, person)
        ? []
        : [{ class: "deleted-too-early", text: "no account" }];
  }
  if (isActive(account) !== active) {
    return active
      ? [{ class: "locked-out-unnamed", text: `account ${account.id} is inactive` }]
      : [{ class: "active-unnamed", text: `account ${account.id} is active` }];
  }
  if (wanted === "none") {
    const kind = because === "never in scope" ? "orphan" : "not-deleted-unnamed";
    return [{ class: kind, text: `account ${account.id} is there, inactive` }];
  }
  return active ? [...valuesOf(picture, person, account, values), ...managerOf(picture, person, account, byTag)] : [];
}

/** The account of somebody who is gone for good may have become that of the next person with the address. */
function takenOver({ directory, accounts }: Picture, { mail, status }: Person): boolean {
  const next = directory.holder(mail);
  return (
    status === "hard" && next !== undefined && [...accounts.values()].some((account) => tagOf(account) === next.tag)
  );
}

function valuesOf(
  { expectations, foreign }: Picture,
  { tag }: Person,
  account: Account,
  values: Expectation["values"],
): readonly Difference[] {
  const actual = readValues(account);
  const initial = foreign.get(account.id);
  const wrong = [...values].filter(([name, wanted]) => {
    const value = actual.get(name);
    if (value === wanted) return false;
    const left = wanted === undefined && value !== undefined;
    return !(left && (expectations.had(tag, name).has(value) || (initial && readValues(initial).get(name) === value)));
  });
  if (wrong.length === 0) return [];
  const sameText = wrong.every(([name, wanted]) => actual.get(name)?.toLowerCase() === wanted?.toLowerCase());
  const words = wrong.map(
    ([name, wanted]) => `${name} is ${JSON.stringify(actual.get(name))}, not ${JSON.stringify(wanted)}`,
  );
  const text = `account ${account.id}: ${words.join(", ")}`;
  return [{ class: sameText ? "letter-case-unnamed" : "values-unnamed", text }];
}

/**
 * The manager's account, where there is one; nobody, where the directory says nobody, and never somebody else. A value
 * that names an account which somebody has deleted by hand may stay as long as the manager has none.
 */
function managerOf(
  { config, directory, expectations, accounts, time }: Picture,
  { manager }: Person,
  account: Account,
  byTag: ReadonlyMap<string, readonly Account[]>,
): readonly Difference[] {
  if (!hasManagers(config.target)) return [];
  const actual = readManager(account);
  const other = manager === undefined ? undefined : directory.people.get(manager);
  const [wanted] = other === undefined ? [] : (byTag.get(other.tag) ?? []);
  const is = `manager of account ${account.id} is ${actual ?? "nobody"}`;
  if (other === undefined) return actual === undefined ? [] : [{ class: "manager-unnamed", text: `${is}, not nobody` }];
  if (actual === wanted?.id) return [];
  const namesNobody = actual === undefined || !accounts.has(actual);
  if (wanted === undefined && namesNobody) return [];
  // An account of somebody out of scope may be one that the job does not know, or knows no more.
  const sure = expectations.isInScope(other) && expectations.of(other, time).account === "one";
  if (namesNobody && !sure) return [];
  return [{ class: "manager-unnamed", text: `${is}, not ${wanted?.id ?? "nobody"} of ${other.tag}` }];
}

/** Accounts of nobody: those that were there before must be as they were, and the job makes none. */
function strangers(
  { directory, foreign, accounts }: Picture,
  byTag: ReadonlyMap<string, readonly Account[]>,
): readonly Divergence[] {
  const found: Divergence[] = [];
  for (const [tag, [account]] of byTag) {
    if (account !== undefined && !directory.people.has(tag) && !foreign.has(account.id))
      found.push({ class: "orphan", tag, text: `account ${account.id} is of nobody` });
  }
  for (const [id, before] of foreign) {
    const now = accounts.get(id);
    const adopted = now !== undefined && directory.people.has(tagOf(now) ?? "");
    if (now !== undefined && !adopted && JSON.stringify(now) !== JSON.stringify(before))
      found.push({ class: "foreign-changed", tag: "", text: `account ${id}, which is of nobody, was changed` });
  }
  return found;
}

/** Whether something is in the way of a person that only the directory or an administrator can remove. */
export function isBlocked({ config, directory, expectations, accounts, time }: Picture, person: Person): boolean {
  if (!isFit(config.target, person)) return true;
  const seen = new Set<string>();
  const hasAccount = ({ tag }: Person) => [...accounts.values()].some((account) => tagOf(account) === tag);
  for (let current = person; ; ) {
    // Those who want to swap their addresses wait for each other.
    if (seen.has(current.tag)) return true;
    seen.add(current.tag);
    const { mail, tag } = current;
    const holder = [...accounts.values()].find(
      (account) => String(account["userName"]).toLowerCase() === mail.toLowerCase(),
    );
    const owner = holder === undefined ? undefined : directory.people.get(tagOf(holder) ?? "");
    // An account of nobody is taken over by somebody without one; else only an administrator can remove it.
    if (owner === undefined) return holder !== undefined && hasAccount(current);
    if (owner.tag === tag) return false;
    if (!expectations.isInScope(owner)) return expectations.of(owner, time).account !== "none";
    current = owner;
  }
}

/** Links as the job tells them: no account is linked to two people. */
export function compareLinks(links: ReadonlyMap<string, readonly string[]>): readonly Divergence[] {
  const owners = new Map<string, string>();
  const found: Divergence[] = [];
  for (const [tag, targets] of links) {
    if (new Set(targets).size > 1) found.push({ class: "two-links", tag, text: `linked to ${targets.join(" and ")}` });
    for (const id of new Set(targets)) {
      const other = owners.get(id);
      if (other !== undefined)
        found.push({ class: "two-users-one-account", tag, text: `account ${id} is linked to ${other}, too` });
      owners.set(id, tag);
    }
  }
  return found;
}
