/**
 * Every operation, everything that can go wrong with its write, and everything that the directory may say next: after
 * the next cycle the target is what the directory says, with no second account and none of nobody, and the log has each
 * effect once.
 */
import { describe, expect, it } from "vitest";
import type { Account, TargetKind } from "../../support/observed-target.ts";
import type { FaultKind, TargetFault } from "../../support/target-faults.ts";
import { type FollowUp, OPERATIONS, type Operation, type Picture, type Wanted } from "./operations.ts";
import { type Cell, type CellResult, runCell } from "./run-cell.ts";

const EFFECTS = ["before", "after"] as const;

/** The six ways in which a write may end, each on every target and over every source. */
const FAULTS: readonly (readonly [name: string, fault: TargetFault | undefined])[] = [
  ["answered", undefined],
  ["refused", { kind: "scim_400", effect: "before" }],
  ["lost before it took effect", { kind: "timeout", effect: "before" }],
  ["lost after it took effect", { kind: "timeout", effect: "after" }],
  ["killed before it took effect", { kind: "kill", effect: "before" }],
  ["killed after it took effect", { kind: "kill", effect: "after" }],
];

/** Other answers that say nothing of what became of the write: through the client, over a snapshot. */
const LOST: readonly FaultKind[] = [
  "reset",
  "cut",
  "scim_500",
  "scim_503",
  "html_200",
  "html_400",
  "html_404",
  "html_502",
];

const FOLLOW_UPS = [
  ["the directory is unchanged", (operation: Operation) => operation.unchanged],
  ["the directory has changed back", (operation: Operation) => operation.changedBack],
  ["the user is gone", (operation: Operation) => operation.userGone],
] as const satisfies readonly (readonly [string, (operation: Operation) => FollowUp])[];

const TARGETS: readonly TargetKind[] = ["full", "plain"];
const SOURCES = ["snapshot", "delta"] as const;

/** The cells of an operation, with their names. */
function cellsOf(operation: Operation): readonly (readonly [name: string, cell: Cell])[] {
  return FOLLOW_UPS.flatMap(([then, followUpOf]) => {
    const followUp = followUpOf(operation);
    const common = FAULTS.flatMap(([what, fault]) =>
      TARGETS.flatMap((target) =>
        SOURCES.map((source): readonly [string, Cell] => [
          `${what}, ${then} (${target}, ${source})`,
          { operation, fault, followUp, target, source },
        ]),
      ),
    );
    const others = LOST.flatMap((kind) =>
      EFFECTS.map((effect): readonly [string, Cell] => [
        `lost ${effect} it took effect by ${kind}, ${then}`,
        { operation, fault: { kind, effect }, followUp, target: "full", source: "snapshot" },
      ]),
    );
    return [...common, ...others];
  });
}

describe.each(OPERATIONS)("$name", (operation) => {
  it.each(cellsOf(operation))("%s", async (_name, cell) => {
    const result = await runCell(cell);
    const pictures = cell.followUp.expected({ tookEffect: result.tookEffect, source: cell.source });
    const found = pictures.map((picture) => differences(picture, result.accounts));
    expect(found, "differences from what the directory says").toContainEqual([]);
    expect(result.logGaps, "the log").toEqual([]);
    expect(faultyCycle(result, cell.fault), "the cycle in which it went wrong").toBe("as it should");
    expect(failures(result.next), "failures of the next cycle").toEqual({});
    expect(failures(result.last), "failures of the last cycle").toEqual({});
    expect(result.lastWrites, "writes when nothing is left to do").toBe(0);
  });
});

/**
 * One user's trouble neither ends the cycle nor stays unsaid; the client may have looked itself, and found that the
 * write took effect.
 */
function faultyCycle({ faulty, tookEffect }: CellResult, fault: TargetFault | undefined): string {
  if (faulty === undefined) return fault?.kind === "kill" ? "as it should" : "was killed";
  if ("error" in faulty) return `ended: ${String(faulty.error)}`;
  const { failed, created, updated, disabled, deleted } = faulty.summary.counts;
  const failures = Object.values(failed).reduce((sum, count) => sum + count, 0);
  const isDone = tookEffect && failures === 0 && created + updated + disabled + deleted > 0;
  const isFailed = fault !== undefined && failures === 1;
  return isDone || isFailed ? "as it should" : `counted ${JSON.stringify(faulty.summary.counts)}`;
}

function failures(outcome: CellResult["next"]): unknown {
  if (outcome === undefined) return "killed";
  return "error" in outcome ? String(outcome.error) : outcome.summary.counts.failed;
}

/** How the accounts differ from a picture. */
function differences(picture: Picture, accounts: readonly Account[]): readonly string[] {
  const names = new Map(accounts.map((account) => [account.id, givenNameOf(account)]));
  const found = accounts.flatMap((account) => {
    const name = givenNameOf(account);
    const wanted = Object.hasOwn(picture, name) ? picture[name] : undefined;
    return wanted === undefined ? [`an account of ${name}`] : differencesOf(account, wanted, names);
  });
  const missing = Object.keys(picture).filter((name) => ![...names.values()].includes(name));
  const twice = accounts.length > names.size || new Set(names.values()).size < accounts.length ? ["two of one"] : [];
  return [...found, ...missing.map((name) => `no account of ${name}`), ...twice];
}

function differencesOf(account: Account, wanted: Wanted, names: ReadonlyMap<string, string>): readonly string[] {
  const name = givenNameOf(account);
  const active = account["active"] !== false;
  const manager = managerOf(account);
  const found: string[] = [];
  if (active !== wanted.active) found.push(`${name} is ${active ? "active" : "inactive"}`);
  if (wanted.title !== undefined && account["title"] !== wanted.title) found.push(`${name}: ${account["title"]}`);
  if (wanted.manager !== undefined && (manager === undefined ? null : names.get(manager)) !== wanted.manager)
    found.push(`manager of ${name}: ${manager}`);
  return found;
}

function givenNameOf(account: Account): string {
  return String(Reflect.get(Object(account["name"]), "givenName"));
}

function managerOf(account: Account): string | undefined {
  const extension: unknown = account["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
  const id: unknown = Reflect.get(Object(Reflect.get(Object(extension), "manager")), "value");
  return typeof id === "string" ? id : undefined;
}
