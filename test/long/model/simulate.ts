/** One run from end to end: events, cycles with what goes wrong in them, and the comparison with the model. */
import type { CycleSummary, ProvisioningJob, ProvisioningState } from "../../../src/provisioning/index.ts";
import type { Effect } from "../../support/observed-target.ts";
import { newLife } from "../../support/process-life.ts";
import type { Change } from "./change.ts";
import type { ReadContents } from "./directory.ts";
import { Effects } from "./effects.ts";
import { type Event, tagsOf } from "./events.ts";
import { Expectations } from "./expectations.ts";
import { type Finding, Findings } from "./findings.ts";
import { graphConditionsOf } from "./graph-conditions.ts";
import type { GraphRequests } from "./graph-requests.ts";
import { Judge } from "./judge.ts";
import { isActive, tagOf } from "./mapping.ts";
import { randomFor } from "./random.ts";
import { Mishaps, Requests } from "./requests.ts";
import type { CyclePlan, Scenario } from "./scenario.ts";
import type { Trace } from "./trace.ts";
import { World } from "./world.ts";

/** What came of a run. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly trace: Trace;
  /** Keys of everything that went wrong. */
  readonly faults: readonly string[];
  readonly requests: number;
  readonly cycles: number;
}

export interface RunOptions {
  /** Keys of what may go wrong; everything, where it is absent. */
  readonly faults?: ReadonlySet<string> | undefined;
  /** Ends the run at the first such finding. */
  readonly until?: ((finding: Finding) => boolean) | undefined;
}

/** Runs a scenario. */
export async function simulate(scenario: Scenario, options: RunOptions = {}): Promise<Report> {
  const run = new Run(scenario, options);
  try {
    return await run.toEnd();
  } finally {
    run.world.end();
  }
}

/** How a process ended. */
type Ending =
  | { readonly kind: "completed"; readonly summary: CycleSummary; readonly staged: ReadonlySet<string> }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "killed" };

interface CycleOptions {
  /** What an administrator does before. */
  readonly forgets: ForgettingEvent | undefined;
  readonly allowDeletes: boolean;
}

/** Most changes in the middle of a cycle. */
const EARLY_CHANGES = 6;

/** Events after which the source has forgotten something. */
type ForgettingEvent = "restart" | "mirror_lost";

class Run {
  readonly world: World;
  readonly #scenario: Scenario;
  readonly #findings: Findings;
  readonly #trace: Trace;
  readonly #mishaps: Mishaps;
  readonly #expectations: Expectations;
  readonly #effects: Effects;
  readonly #judge: Judge;
  /** Number of events that have happened. */
  #happened = 0;
  #requests = 0;
  #cycles = 0;

  constructor(scenario: Scenario, { faults, until }: RunOptions) {
    this.#scenario = scenario;
    this.#findings = new Findings(until);
    this.#trace = this.#findings.trace;
    this.#mishaps = new Mishaps(faults, this.#trace);
    this.world = new World(scenario.config, scenario.cycles[0]?.time ?? 0, (effect) => this.#onEffect(effect));
    this.#expectations = new Expectations(scenario.config, this.world.directory);
    this.#effects = new Effects(this.world.directory, this.#expectations);
    this.#judge = new Judge(scenario, this.world, this.#expectations, this.#effects, this.#findings);
  }

  async toEnd(): Promise<Report> {
    await this.#addForeign();
    for (const plan of this.#scenario.cycles) {
      this.world.time.advanceTo(plan.time);
      this.#findings.begin(plan);
      let forgets: ForgettingEvent | undefined;
      for (const event of this.#eventsBefore(plan.number)) {
        if (event.kind === "restart" || event.kind === "mirror_lost") forgets = event.kind;
        else await this.#happen(event);
      }
      if (plan.number < this.#scenario.tail) this.world.graph?.shuffleEmptyGroups(plan.number);
      for (const tag of this.world.graph?.expired() ?? [])
        await this.#happen({ kind: "directory", change: { kind: "purge", tag } });
      if (forgets !== undefined) this.world.graph?.forget();
      await this.#runPlan(plan, forgets);
      if (this.#findings.isOver) break;
    }
    const { all: findings } = this.#findings;
    const { keys: faults } = this.#mishaps;
    return { findings, trace: this.#trace, faults, requests: this.#requests, cycles: this.#cycles };
  }

  /** The events that have not happened yet, up to those before a cycle. */
  *#eventsBefore(cycle: number): Generator<Event, void, void> {
    const { events } = this.#scenario;
    for (let next = events[this.#happened]; next !== undefined && next.cycle <= cycle; next = events[this.#happened]) {
      this.#happened += 1;
      yield next.event;
    }
  }

  /** In the middle of a cycle, the first changes come that were to come before the next one. */
  #changeEarly({ number }: CyclePlan, early: Set<string>): void {
    this.#trace.add([], "  the directory changes meanwhile");
    const { events } = this.#scenario;
    for (let count = 0; count < EARLY_CHANGES; count += 1) {
      const next = events[this.#happened];
      if (next?.event.kind !== "directory" || next.cycle > number + 1) break;
      this.#happened += 1;
      for (const tag of this.#changeDirectory(next.event.change, tagsOf(next.event))) early.add(tag);
    }
    this.#expectations.begin(this.world.time.now().getTime());
    this.#effects.outdated = new Set([...this.#effects.outdated, ...early]);
    this.#expectations.outdated(early);
  }

  #changeDirectory(change: Change, tags: readonly string[]): ReadonlySet<string> {
    const concerned = this.world.change(change);
    for (const tag of tags) this.#expectations.changed(tag);
    const toJson = (_name: string, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value);
    this.#trace.add(tags, JSON.stringify(change, toJson));
    return concerned;
  }

  /** Runs a cycle; where removals are held back in a quiet one, an administrator allows them, and it runs again. */
  async #runPlan(plan: CyclePlan, forgets: ForgettingEvent | undefined): Promise<void> {
    this.#trace.add([], `--- ${plan.kind} cycle${forgets === undefined ? "" : `, after ${forgets}`}`);
    const ending = await this.#runCycle(plan, { forgets, allowDeletes: false });
    if (plan.kind !== "quiet" || ending.kind !== "completed" || ending.summary.outcome !== "held_back") return;
    this.#trace.add([], "--- quiet cycle again, with deletes allowed");
    await this.#runCycle(plan, { forgets: undefined, allowDeletes: true });
  }

  async #runCycle(plan: CyclePlan, options: CycleOptions): Promise<Ending> {
    const logged = this.world.entries.length;
    const time = this.world.time.now().getTime();
    const requests = new Requests(this.world, this.#scenario, plan, this.#mishaps, this.#trace);
    const goneForGood = new Set<string>();
    const life = newLife();
    const graph: GraphRequests = { requests: 0, lookUps: 0, isTroubled: false, isResync: false };
    const unseen = new Set<string>();
    this.#cycles += 1;
    this.#expectations.begin(time);
    this.#effects.outdated = new Set();
    const process = {
      life,
      number: this.#cycles,
      faults: requests.faults,
      fateOf: this.#mishaps.fates(this.#scenario, plan),
      reading: { ...plan, begins: (read: ReadContents) => this.#onRead(read, goneForGood, unseen) },
      graph: this.#graphExchange(plan, graph, unseen),
      allowDeletes: options.allowDeletes,
    };
    const ending = await this.world.process(process, async (job, state) => {
      const killed = life.died.then((): Ending => ({ kind: "killed" }));
      const ended = await this.world.time
        .run(() => Promise.race([workOf(job, state, options.forgets), killed]))
        .catch((error: unknown): Ending => ({ kind: "failed", error }));
      this.#tell(ended, logged);
      if (ended.kind !== "completed") return ended;
      if (ended.summary.outcome === "completed") {
        this.#expectations.completed(goneForGood, unseen);
        this.world.graph?.completed();
      }
      if (plan.kind === "quiet") await this.#judge.quiet({ plan, ...ended, time, writes: requests.writes, job, state });
      return ended;
    });
    this.#requests += requests.count;
    if (ending.kind === "failed")
      this.#judge.failed(ending.error, requests.testFailed || graph.isTroubled || graph.isResync);
    if (ending.kind === "completed") this.#judge.graphRequests(plan, graph);
    return ending;
  }

  #graphExchange(plan: CyclePlan, counts: GraphRequests, unseen: Set<string>) {
    const { config } = this.#scenario;
    return {
      conditions: this.#mishaps.graphConditions(plan, graphConditionsOf(config, plan)),
      faultOf: this.#mishaps.graphFaults(config, plan),
      counts,
      change: () => this.#changeEarly(plan, unseen),
      tell: (line: string) => this.#trace.add([], `  Graph: ${line}`),
    };
  }

  #onRead({ full, goneForGood, outdated }: ReadContents, all: Set<string>, unseen: Set<string>): void {
    for (const tag of goneForGood) all.add(tag);
    for (const tag of outdated) unseen.add(tag);
    this.#effects.outdated = unseen;
    this.#expectations.outdated(unseen);
    this.#trace.add([], `  the source is read ${full ? "in full" : "from the watermark"}`);
  }

  #onEffect(effect: Effect): void {
    const { id, kind, before, after } = effect;
    const tag = tagOf(after ?? before ?? { id }) ?? "";
    const now = after === undefined ? "" : `, now ${isActive(after) ? "active" : "inactive"}`;
    this.#trace.add([tag], `    account ${id} of ${tag}: ${kind}${now}`);
    const divergence = this.#effects.add(effect);
    if (divergence !== undefined) this.#findings.add(divergence);
  }

  async #happen(event: Event): Promise<void> {
    const tags = tagsOf(event);
    if (event.kind === "directory") this.#changeDirectory(event.change, tags);
    else if (event.kind === "account_deleted") await this.#deleteByHand(event.tag);
  }

  async #deleteByHand(tag: string): Promise<void> {
    const account = [...this.world.target.accounts.values()].find((one) => tagOf(one) === tag);
    if (account === undefined) return;
    await this.world.target.remove(account.id);
    this.#expectations.accountDeleted(tag);
    this.#effects.counts.delete(account.id);
    this.#trace.add([tag], `account ${account.id} of ${tag} is deleted by hand`);
  }

  /** Accounts that were there before: of some people, and of nobody. */
  async #addForeign(): Promise<void> {
    const { adoption, seed } = this.#scenario.config;
    if (!adoption) return;
    const addresses = this.#scenario.events.flatMap(({ cycle, event }) =>
      cycle === 0 && event.kind === "directory" && event.change.kind === "join" ? [event.change.person.mail] : [],
    );
    const chosen = addresses.filter((mail) => randomFor(seed, "foreign", mail).chance(0.2));
    for (const mail of [...chosen, "x1@fabrikam.com", "x2@fabrikam.com"]) {
      const random = randomFor(seed, "foreign account", mail);
      const id = await this.world.target.add({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: mail,
        active: random.chance(0.7),
        name: { givenName: "Somebody", familyName: "Else" },
        emails: [{ type: "work", value: mail, primary: true }],
        title: random.pick(["Clerk", "Visitor"]),
      });
      const account = this.world.target.accounts.get(id);
      if (account !== undefined) this.#effects.foreign.set(id, account);
    }
  }

  /** Tells what the cycle has logged, and how it ended. */
  #tell(ending: Ending, logged: number): void {
    const tags = new Map([...this.world.directory.people.values()].map(({ id, tag }) => [id, tag]));
    for (const entry of this.world.entries.slice(logged)) {
      const { sourceIdentity, targetIdentity, provisioningAction, provisioningStatusInfo } = entry;
      const { status, errorInformation } = provisioningStatusInfo;
      const tag = tags.get(sourceIdentity.id.toLowerCase()) ?? sourceIdentity.id;
      const words = [provisioningAction, targetIdentity.id, status, errorInformation?.errorCode ?? ""];
      this.#trace.add([tag], `    log of ${tag}: ${words.join(" ")}`);
    }
    const { summary, error } = { summary: undefined, error: undefined, ...ending };
    const said = summary === undefined ? ending.kind : `${summary.outcome} ${JSON.stringify(summary.counts)}`;
    this.#trace.add([], `  => ${said}${error === undefined ? "" : `: ${String(error)}`}`);
  }
}

async function workOf(
  job: ProvisioningJob,
  state: ProvisioningState,
  forgets: ForgettingEvent | undefined,
): Promise<Ending> {
  if (forgets === "restart") await job.restart();
  else if (forgets === "mirror_lost") await state.mirror.clear();
  const summary = await job.runCycle();
  const staged = new Set<string>();
  if (summary.outcome === "held_back") for await (const { sourceId } of job.staged()) staged.add(sourceId);
  return { kind: "completed", summary, staged };
}
