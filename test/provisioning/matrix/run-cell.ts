/**
 * Runs one cell of the matrix: an operation that goes wrong in one way, what the directory says next, and the cycles
 * that follow.
 */
import {
  type CycleSummary,
  createProvisioningJob,
  type DirectorySource,
  MemoryState,
  type ProvisioningLogEntry,
  type SourceEvent,
  type SourceUser,
} from "../../../src/provisioning/index.ts";
import { countEffect, type EffectCounts, type LogGap, logGaps } from "../../support/effect-log.ts";
import { attribute, BASIC_ATTRIBUTES, schema } from "../../support/mapping.ts";
import { type Account, observedTarget, type TargetKind } from "../../support/observed-target.ts";
import { newLife } from "../../support/process-life.ts";
import type { TargetFault, TargetFaults } from "../../support/target-faults.ts";
import { virtualTime } from "../../support/virtual-time.ts";
import type { Company, FollowUp, Member, Operation } from "./operations.ts";

export interface Cell {
  readonly operation: Operation;
  readonly fault: TargetFault | undefined;
  readonly followUp: FollowUp;
  readonly target: TargetKind;
  readonly source: "snapshot" | "delta";
}

/** What came of a cycle; undefined when its process was killed. */
type Outcome = { readonly summary: CycleSummary } | { readonly error: unknown } | undefined;

export interface CellResult {
  readonly accounts: readonly Account[];
  /** Whether the faulty write took effect. */
  readonly tookEffect: boolean;
  /** The cycle in which it went wrong, the one after it, and one more. */
  readonly faulty: Outcome;
  readonly next: Outcome;
  readonly last: Outcome;
  /** Writes of the last cycle, in which nothing is left to do. */
  readonly lastWrites: number;
  readonly logGaps: readonly LogGap[];
}

const HOUR = 3_600_000;
const MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";
const ROLE = "11111111-1111-4111-8111-111111111111";

export async function runCell({ operation, fault, followUp, target: kind, source }: Cell): Promise<CellResult> {
  const time = virtualTime(Date.parse("2026-03-02T08:00:00Z"));
  const effects = new Map<string, EffectCounts>();
  let writes = 0;
  const target = observedTarget({
    kind,
    time,
    onEffect: (effect) => {
      countEffect(effects, effect);
    },
  });
  const state = new MemoryState();
  const entries: ProvisioningLogEntry[] = [];
  const companies: Company[] = [];

  const cycle = async (company: Company, faults: TargetFaults): Promise<Outcome> => {
    companies.push(company);
    time.advanceTo(time.now().getTime() + HOUR);
    const life = newLife();
    writes = 0;
    const counted: TargetFaults = (request) => {
      if (request.call === "create" || request.call === "patch" || request.call === "delete") writes += 1;
      return faults(request);
    };
    const job = createProvisioningJob({
      source: directoryOf(companies, source),
      target: target.connect({ life, faults: counted, retries: 0, random: () => 0 }),
      mapping: schema({ attributes: [...BASIC_ATTRIBUTES, attribute(MANAGER, "[manager]")] }),
      state,
      log: {
        lastEntryId: async () => entries.at(-1)?.id,
        append: async (batch) => {
          entries.push(...batch);
        },
      },
      deletionThreshold: "off",
      now: time.now,
      ...operation.options,
    });
    const killed = life.died.then((): undefined => undefined);
    return time
      .run(() => Promise.race([job.runCycle().then((summary) => ({ summary })), killed]))
      .catch((error: unknown) => ({ error }));
  };
  const good = () => undefined;

  if (operation.foreign !== undefined) {
    await target.add({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: operation.foreign,
      active: true,
      name: { givenName: "Somebody", familyName: "Else" },
      title: "Visitor",
    });
  }
  for (const company of operation.before) await cycle(company, good);
  let isDone = false;
  let tookEffect = fault === undefined;
  const faulty = await cycle(operation.due, (request) => {
    if (isDone || request.call !== operation.call) return undefined;
    isDone = true;
    tookEffect = fault?.effect !== "before";
    return fault;
  });
  const next = await cycle(followUp.company, good);
  const lastOutcome = await cycle(followUp.company, good);
  if (!isDone) throw new Error("the operation was never sent");
  return {
    accounts: [...target.accounts.values()],
    tookEffect,
    faulty,
    next,
    last: lastOutcome,
    lastWrites: writes,
    logGaps: logGaps(entries, effects),
  };
}

/** The directory as the companies tell it one after another. */
function directoryOf(companies: readonly Company[], kind: "snapshot" | "delta"): DirectorySource {
  const now = companies.at(-1) ?? [];
  const rounds = companies.map((company, index) => changesOf(companies[index - 1] ?? [], company));
  return {
    name: "Directory",
    kind,
    describe: async () => ({}),
    async *read({ watermark } = {}) {
      if (kind === "snapshot" || watermark === undefined)
        for (const one of now) yield { kind: "user", user: userOf(one) };
      else yield* lastWords(rounds.slice(Number(watermark)).flat());
      yield { kind: "end", ...(kind === "delta" ? { watermark: String(companies.length) } : {}) };
    },
    assignments: async () => ({
      rolesOf: (id) => (now.some((one) => one.id === id && one.assigned) ? [{ id: ROLE, direct: true }] : []),
    }),
  };
}

/** A delta tells of each user once, as it is now. */
function lastWords(events: readonly SourceEvent[]): Iterable<SourceEvent> {
  const idOf = (event: SourceEvent) =>
    event.kind === "user" ? event.user.id : event.kind === "removed" ? event.id : "";
  return new Map(events.map((event) => [idOf(event), event])).values();
}

/** What a delta says between two pictures; somebody who is missing is gone for good. */
function changesOf(before: Company, after: Company): readonly SourceEvent[] {
  const gone = before.filter(({ id }) => !after.some((one) => one.id === id));
  const changed = after.filter((one) => !before.some((other) => JSON.stringify(other) === JSON.stringify(one)));
  return [
    ...gone.map(({ id }): SourceEvent => ({ kind: "removed", id, removal: "hard" })),
    ...changed.map((one): SourceEvent => ({ kind: "user", user: userOf(one) })),
  ];
}

function userOf({ id, givenName, mail, title, enabled, manager }: Member): SourceUser {
  const attributes = {
    id,
    userPrincipalName: mail,
    mail,
    givenName,
    surname: "Lovelace",
    jobTitle: title,
    accountEnabled: enabled ? "True" : "False",
    manager,
  };
  return { id, attributes };
}
