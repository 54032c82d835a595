/** Judges what a cycle has done and said. */
import type { CycleSummary, ProvisioningJob, ProvisioningState } from "../../../src/provisioning/index.ts";
import { logGaps } from "../../support/effect-log.ts";
import { type Comparison, compare, compareLinks, isBlocked, type Picture, UNNAMED } from "./compare.ts";
import type { Effects } from "./effects.ts";
import type { Expectations } from "./expectations.ts";
import type { Findings } from "./findings.ts";
import type { GraphRequests } from "./graph-requests.ts";
import { tagOf } from "./mapping.ts";
import { Named, reasonOf } from "./named.ts";
import { type CyclePlan, isBroken, type Scenario } from "./scenario.ts";
import type { World } from "./world.ts";

/** A cycle that came to its end. */
export interface CompletedCycle {
  readonly plan: CyclePlan;
  readonly summary: CycleSummary;
  /** Object ids of users whose removal is held back. */
  readonly staged: ReadonlySet<string>;
  /** When it began. */
  readonly time: number;
  /** Writes that it sent. */
  readonly writes: number;
  readonly job: ProvisioningJob;
  readonly state: ProvisioningState;
}

const HOUR = 3_600_000;
/** Longest wait of the retry schedule, with the cycle that follows it. */
const LONGEST_RETRY = 38 * HOUR;
/** How long somebody may stay whom the engine gave up after 28 days: it tries at least monthly. */
const LONGEST_PAUSE = 32 * 24 * HOUR;
/** Cycles in which a user whom Graph names and does not find is looked up. */
const LOOK_UP_CYCLES = 3;
/** After how long a failure may have been given up. */
const GIVEN_UP_AFTER = 26 * 24 * HOUR;

export class Judge {
  readonly #scenario: Scenario;
  readonly #world: World;
  readonly #expectations: Expectations;
  readonly #effects: Effects;
  readonly #findings: Findings;
  /** Since when somebody in the tail is not as the model says, with nothing in the way. */
  readonly #lateSince = new Map<string, number>();

  constructor(scenario: Scenario, world: World, expectations: Expectations, effects: Effects, findings: Findings) {
    this.#scenario = scenario;
    this.#world = world;
    this.#expectations = expectations;
    this.#effects = effects;
    this.#findings = findings;
  }

  /**
   * A cycle may fail when a test of the connection failed, because the target is down, or when requests to Microsoft
   * Graph failed. One user's trouble is no reason.
   */
  failed(error: unknown, isExpected: boolean): void {
    const text = error instanceof Error ? error.message : String(error);
    if (text.startsWith("hang")) this.#findings.add({ class: "hang", tag: "", text });
    else if (!isExpected) this.#findings.add({ class: "cycle-failed", tag: "", text });
  }

  /**
   * A cycle in which nothing has changed sends few requests to Microsoft Graph, and a first read none for single users.
   */
  graphRequests({ number }: CyclePlan, { requests, lookUps, isTroubled, isResync }: GraphRequests): void {
    const { graph } = this.#world;
    if (graph === undefined || isTroubled) return;
    const most = graph.mostIdleRequests;
    const isIdle = number >= this.#scenario.tail && graph.idleProcesses > LOOK_UP_CYCLES && !isResync;
    const say = (text: string) => this.#findings.add({ class: "too-many-requests", tag: "", text });
    if (isIdle && requests > most) say(`a cycle without changes sent ${requests} requests to Graph, not ${most}`);
    if (number === 0 && lookUps > 0) say(`the first read looked up ${lookUps} users one by one`);
  }

  /** After a quiet cycle: the target, the links and the log against the model. */
  async quiet(cycle: CompletedCycle): Promise<void> {
    const { summary, staged, time, job, state } = cycle;
    const { outcome, problem } = summary;
    if (outcome !== "completed" && outcome !== "held_back")
      this.#findings.add({ class: "cycle-failed", tag: "", text: `a quiet cycle was ${outcome}: ${problem}` });
    const { directory, target, entries } = this.#world;
    const escrowed = await escrowedIn(state);
    const picture: Picture = {
      config: this.#scenario.config,
      directory,
      expectations: this.#expectations,
      accounts: target.accounts,
      foreign: this.#effects.foreign,
      time,
      named: new Named(summary, entries, staged, escrowed),
    };
    const comparison = compare(picture);
    for (const divergence of comparison.divergences) this.#findings.add(divergence);
    for (const divergence of compareLinks(await this.#links(job))) this.#findings.add(divergence);
    this.#judgeLog(comparison, await idsOf(state));
    if (outcome === "held_back") return;
    this.#judgeProgress(cycle, comparison, picture);
    const tags = new Set([...target.accounts.values()].map((account) => tagOf(account)));
    // The engine notes a missing user some time after the cycle began.
    const ended = this.#world.time.now().getTime();
    this.#expectations.compared(ended, new Set(comparison.unsettled.keys()), (tag) => tags.has(tag));
  }

  /**
   * In the tail everybody who is not blocked becomes as the model says within the retry schedule; in the end nothing is
   * written any more.
   */
  #judgeProgress({ plan, time, writes }: CompletedCycle, { unsettled }: Comparison, picture: Picture): void {
    const { tail, cycles } = this.#scenario;
    if (plan.number < tail) return;
    const isLate = (tag: string): boolean => {
      const person = picture.directory.people.get(tag);
      const why = unsettled.get(tag);
      return person !== undefined && why !== undefined && !why.endsWith(UNNAMED) && !isBlocked(picture, person);
    };
    for (const tag of [...this.#lateSince.keys()]) if (!isLate(tag)) this.#lateSince.delete(tag);
    for (const [tag, why] of unsettled) {
      if (!isLate(tag)) continue;
      const since = this.#lateSince.get(tag) ?? time;
      this.#lateSince.set(tag, since);
      const limit = this.#mayBeGivenUp(tag) ? LONGEST_PAUSE : LONGEST_RETRY;
      const text = `for ${Math.round((time - since) / HOUR)} hours: ${why}`;
      if (time - since > limit) this.#findings.add({ class: "not-converged", tag, text });
    }
    if (plan === cycles.at(-1) && unsettled.size === 0 && writes > 0)
      this.#findings.add({ class: "restless", tag: "", text: `the last cycle sent ${writes} writes` });
  }

  /** Whether somebody has failed so long that the engine may have given up. */
  #mayBeGivenUp(tag: string): boolean {
    if (isBroken(this.#scenario.config, tag)) return true;
    const id = this.#world.directory.people.get(tag)?.id;
    const own = this.#world.entries.filter(({ sourceIdentity }) => sourceIdentity.id.toLowerCase() === id);
    const first = own[own.findLastIndex((entry) => reasonOf(entry) === undefined) + 1];
    const latest = own.at(-1);
    if (first === undefined || latest === undefined) return false;
    return Date.parse(latest.activityDateTime) - Date.parse(first.activityDateTime) > GIVEN_UP_AFTER;
  }

  async #links(job: ProvisioningJob): Promise<ReadonlyMap<string, readonly string[]>> {
    const links = new Map<string, readonly string[]>();
    for (const { tag, id } of this.#world.directory.people.values()) {
      const found = [await job.connections.get(id), await job.connections.get(id.toUpperCase())];
      const targets = found.flatMap((link) => (link === undefined ? [] : [link.targetId]));
      links.set(tag, targets);
    }
    return links;
  }

  /** The log that was written is that of the state, and tells of every effect once, but for people who are not done. */
  #judgeLog({ unsettled }: Comparison, ids: readonly string[]): void {
    const { entries, target, directory } = this.#world;
    const written = entries.map(({ id }) => id);
    const text = `the log has ${written.length} entries, the state ${ids.length}`;
    if (written.join() !== ids.join()) this.#findings.add({ class: "log-differs", tag: "", text });
    const tags = new Map([...directory.people.values()].map(({ id, tag }) => [id, tag]));
    const owners = new Map(entries.map((entry) => [entry.targetIdentity.id, entry.sourceIdentity.id.toLowerCase()]));
    const ownerOf = (account: string): string => {
      const present = target.accounts.get(account);
      return (present && tagOf(present)) ?? tags.get(owners.get(account) ?? "") ?? account;
    };
    for (const { kind, id, text: gap } of logGaps(entries, this.#effects.counts)) {
      const tag = ownerOf(id);
      if (!unsettled.has(tag)) this.#findings.add({ class: `log-${kind}-effect`, tag, text: gap });
    }
  }
}

async function escrowedIn(state: ProvisioningState): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const { lastOrdinal } = await state.size();
  for await (const { sourceId, escrow } of state.records(lastOrdinal))
    if (escrow !== undefined) ids.add(sourceId.toLowerCase());
  return ids;
}

async function idsOf(state: ProvisioningState): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of state.entries()) ids.push(id);
  return ids;
}
