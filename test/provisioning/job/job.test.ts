import { beforeEach, describe, expect, it } from "vitest";
import { ScimRequestError } from "../../../src/errors.ts";
import {
  type CycleProgress,
  createProvisioningJob,
  type JobStatus,
  MemoryState,
  type Notifier,
  type ProvisioningJobOptions,
  type ProvisioningLogEntry,
} from "../../../src/provisioning/index.ts";
import { type FakeDirectory, fakeDirectory, person } from "../../support/fake-directory.ts";
import { type FakeTarget, fakeTarget } from "../../support/fake-target.ts";
import { attribute, schema } from "../../support/mapping.ts";
import { newWorld } from "../../support/world.ts";

let directory: FakeDirectory;
let target: FakeTarget;
let state: MemoryState;
let clock: number;

const MINUTE = 60_000;
const UNAUTHORIZED = new ScimRequestError("wrong token", {
  code: "unauthorized",
  status: 401,
  method: "GET",
  requestPath: "/Users",
  attempts: 1,
});

beforeEach(() => {
  directory = fakeDirectory([person("ada"), person("bob"), person("eve")]);
  target = fakeTarget();
  state = new MemoryState();
  clock = Date.parse("2026-03-01T08:00:00Z");
});

function job(options: Partial<ProvisioningJobOptions> = {}) {
  return createProvisioningJob({
    source: directory,
    target,
    mapping: schema(),
    state,
    now: () => new Date(clock),
    ...options,
  });
}

async function logOf(): Promise<ProvisioningLogEntry[]> {
  const entries: ProvisioningLogEntry[] = [];
  for await (const entry of state.entries()) entries.push(entry);
  return entries;
}

const writes = () => target.calls.filter((call) => /^(POST|PATCH|DELETE)/.test(call));

describe("a number in the options", () => {
  it.each<Partial<ProvisioningJobOptions>>([
    { deletionThreshold: Number.NaN },
    { deletionThreshold: -1 },
    { deleteAfterDays: Number.NaN },
    { deleteAfterDays: -1 },
    { concurrency: 0 },
    { concurrency: Number.NaN },
    { concurrency: 100_000 },
  ])("that is none is refused, and switches no safety off: %j", (options) => {
    expect(() => job(options)).toThrow(RangeError);
  });

  it.each<Partial<ProvisioningJobOptions>>([
    { deletionThreshold: 0 },
    { deletionThreshold: "off" },
    { deleteAfterDays: 0 },
    { deleteAfterDays: Number.POSITIVE_INFINITY },
    { concurrency: 1 },
  ])("may be %j", (options) => {
    expect(() => job(options)).not.toThrow();
  });
});

describe("a word in the options, where no compiler looks", () => {
  it.each([
    ["scope", { scope: "asigned" }],
    ["scope", { scope: "All" }],
    ["filterPatterns", { filterPatterns: "entire" }],
    ["unmappedDefaults", { unmappedDefaults: "always" }],
  ])("is refused when it is misspelt, and widens no scope: %s", (name, options) => {
    const all = { source: directory, target, mapping: schema(), ...options };
    expect(() => Reflect.apply(createProvisioningJob, undefined, [all])).toThrow(
      new RegExp(`^${name}: expected one of `),
    );
  });

  it("is refused in a restart, which then forgets nothing", async () => {
    await job().runCycle();
    const restarting = job();
    await expect(Reflect.apply(restarting.restart, restarting, [["watermark"]])).rejects.toThrow(RangeError);
    expect((await job().runCycle()).kind).toBe("incremental");
  });
});

describe("the entries of a cycle", () => {
  it.each([false, true])("are told one by one, and waited for; dry run: %s", async (dryRun) => {
    const told: string[] = [];
    let waiting = 0;
    const onEntry = async ({ sourceIdentity }: ProvisioningLogEntry): Promise<void> => {
      waiting += 1;
      await Promise.resolve();
      waiting -= 1;
      told.push(sourceIdentity.id);
    };
    const { counts } = await job({ dryRun }).runCycle({ onEntry });
    expect(counts.created).toBe(3);
    expect(waiting).toBe(0);
    expect(told.sort()).toEqual(["ada", "bob", "eve"]);
    expect(await logOf()).toHaveLength(dryRun ? 0 : 3);
  });
});

describe("provisioning on demand", () => {
  it("shows what each step went by: attributes, clauses, filters, changes", async () => {
    const clause = (operatorName: string, ...values: string[]) => ({
      operatorName,
      sourceOperandName: "department",
      targetOperand: { values },
    });
    const mapping = schema({
      scope: { groups: [{ name: "Labs", clauses: [clause("EQUALS", "Research"), clause("IS NOT NULL")] }] },
      attributes: [
        attribute("userName", "[mail]", { matchingPriority: 2 }),
        attribute("externalId", "[objectId]", { matchingPriority: 1 }),
      ],
    });
    const { entry } = await job({ mapping, scope: "all" }).provisionOnDemand("bob");
    expect(entry.provisioningSteps.map(({ provisioningStepType: type, details }) => [type, details])).toEqual([
      ["import", { objectId: "bob", mail: "bob@contoso.com", department: "Research", accountEnabled: "True" }],
      [
        "scoping",
        {
          "Active in the source system": "True",
          "Assigned to the application": "True",
          "User has the required role": "True",
          "Scoping filter evaluation passed": "True",
          "Scope sync all": "True",
          ScopeEvaluationResult: `{"Labs.department EQUALS 'Research'":true,"Labs.department IS NOT NULL":true}`,
        },
      ],
      ["matching", { filter: 'externalId eq "bob"', "filter 2": 'userName eq "bob@contoso.com"' }],
      ["export", { ReportableIdentifier: "bob@contoso.com" }],
    ]);
    expect(entry.modifiedProperties).toEqual([
      { displayName: "userName", oldValue: null, newValue: "bob@contoso.com" },
      { displayName: "externalId", oldValue: null, newValue: "bob" },
    ]);
  });

  it.each(["bob", "BOB@contoso.com"])(
    "creates the one user who is named, by id or name (%s), and logs it",
    async (name) => {
      const { result, entry } = await job().provisionOnDemand(name);
      expect(result).toBe("Success");
      expect(entry).toMatchObject({
        provisioningAction: "create",
        sourceIdentity: { id: "bob" },
        targetIdentity: { id: "t1" },
      });
      expect(entry.provisioningSteps.map((step) => step.provisioningStepType)).toEqual([
        "import",
        "scoping",
        "matching",
        "export",
      ]);
      expect(writes()).toEqual(["POST bob@contoso.com"]);
      expect((await logOf()).map((one) => one.id)).toEqual([entry.id]);
    },
  );

  it.each(["ada@fabrikam.com", "Ada_Fabrikam.com#EXT#@contoso.onmicrosoft.com"])(
    "finds a guest by either form of the name: %s",
    async (name) => {
      const guest = "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com";
      directory = fakeDirectory([person("bob"), person("ada", { userPrincipalName: guest })]);
      const { entry } = await job().provisionOnDemand(name);
      expect(entry.sourceIdentity.id).toBe("ada");
    },
  );

  it("is known to the next cycle", async () => {
    await job().provisionOnDemand("bob");
    expect((await job().runCycle()).counts).toMatchObject({ created: 2, unchanged: 1 });
  });

  it("shows, and does not log, that nothing needs to be done", async () => {
    await job().runCycle();
    const { result, entry } = await job().provisionOnDemand("bob");
    expect(result).toBe("Skipped");
    expect(entry.provisioningSteps.at(-1)?.details).toMatchObject({ SkipReason: "RedundantExport" });
    expect(await logOf()).toHaveLength(3);
  });

  it("shows all steps of a user who is in step: import, scope, and the account", async () => {
    await job().runCycle();
    const { entry } = await job().provisionOnDemand("bob");
    const steps = entry.provisioningSteps.map(({ provisioningStepType, status }) => [provisioningStepType, status]);
    expect(steps).toEqual([
      ["import", "success"],
      ["scoping", "success"],
      ["matching", "success"],
      ["processing", "skipped"],
    ]);
    expect(entry.provisioningSteps[1]?.details).toMatchObject({ "Assigned to the application": "True" });
    expect(entry.provisioningSteps[2]?.details).toMatchObject({ TargetId: entry.targetIdentity.id });
    expect(entry.targetIdentity.id).not.toBe("");
  });

  it("makes a new account at once when the old one is gone", async () => {
    await job().runCycle();
    const before = [...target.accounts.keys()];
    target.accounts.clear();
    const { result, entry } = await job().provisionOnDemand("bob");
    expect(result).toBe("Success");
    expect(entry.provisioningAction).toBe("create");
    expect(before).not.toContain(entry.targetIdentity.id);
    expect((await state.get("bob"))?.link?.targetId).toBe(entry.targetIdentity.id);
  });

  it("tries a user again whose failure is not due yet", async () => {
    target.failOn = {
      text: "POST",
      error: new ScimRequestError("taken", {
        code: "refused",
        status: 409,
        method: "POST",
        requestPath: "/Users",
        attempts: 1,
      }),
    };
    await job().runCycle();
    await job().runCycle();
    target.failOn = undefined;
    expect((await job().provisionOnDemand("bob")).result).toBe("Success");
  });

  it("says why a user is left out", async () => {
    directory.roles.set("bob", []);
    const { result, entry } = await job().provisionOnDemand("bob");
    expect(result).toBe("Skipped");
    expect(entry.provisioningStatusInfo.errorInformation?.errorCode).toBe("NotAssigned");
  });

  it("does not say of a source that ended early that it lacks the user", async () => {
    directory.read = async function* () {
      yield { kind: "user", user: person("ada") };
    };
    await expect(job().provisionOnDemand("bob")).rejects.toMatchObject({ code: "incomplete_source" });
    expect((await job().provisionOnDemand("ada")).result).toBe("Success");
  });

  it("refuses a user whom the source does not have", async () => {
    await expect(job().provisionOnDemand("nobody")).rejects.toMatchObject({
      code: "invalid_source",
      message: expect.stringContaining("nobody"),
    });
  });

  it("writes nothing in a dry run", async () => {
    const { result } = await job({ dryRun: true }).provisionOnDemand("bob");
    expect(result).toBe("Success");
    expect(writes()).toEqual([]);
  });
});

describe("a paused job", () => {
  it("runs no cycle until it is resumed, and goes on where it was", async () => {
    await job().runCycle();
    await job().pause();
    await expect(job().runCycle()).rejects.toMatchObject({ code: "paused" });
    expect((await job().status()).code).toBe("Paused");
    await job().resume();
    expect(await job().runCycle()).toMatchObject({ kind: "incremental", counts: { unchanged: 3 } });
  });

  it("ends the running cycle after the users in flight, and stays paused", async () => {
    const running = job({ concurrency: 1 });
    const summary = await running.runCycle({
      onProgress: ({ counts }) => {
        if (counts.created === 1) void running.pause();
      },
    });
    expect(summary.outcome).toBe("interrupted");
    expect((await job().status()).code).toBe("Paused");
  });
});

describe("a restart", () => {
  beforeEach(async () => {
    await job().runCycle();
    target.calls.length = 0;
  });

  it("decides about everybody anew and keeps the links", async () => {
    await job().restart();
    expect(await job().runCycle()).toMatchObject({ kind: "initial", counts: { unchanged: 3, created: 0 } });
    expect(target.calls).toEqual(["test"]);
  });

  it("in full breaks the links: accounts are found again by matching", async () => {
    await job().restart(["Full"]);
    expect((await job().runCycle()).counts).toMatchObject({ skipped: { RedundantExport: 3 } });
    expect(target.calls.filter((call) => call.startsWith("LIST"))).toHaveLength(3);
    expect(target.accounts.size).toBe(3);
  });

  it("with ForceDeletes lets through once what the threshold held back", async () => {
    directory.users = [];
    const options = { deletionThreshold: 1 };
    expect((await job(options).runCycle()).outcome).toBe("held_back");
    await job(options).restart(["ForceDeletes"]);
    expect(await job(options).runCycle()).toMatchObject({ outcome: "completed", counts: { disabled: 3 } });
    directory.users = [person("ada"), person("bob"), person("eve")];
    await job(options).runCycle();
    directory.users = [];
    expect((await job(options).runCycle()).outcome).toBe("held_back");
  });

  it("takes a waiting user up again", async () => {
    target.failOn = {
      text: "PATCH",
      error: new ScimRequestError("taken", {
        code: "refused",
        status: 409,
        method: "PATCH",
        requestPath: "/Users/t2",
        attempts: 1,
      }),
    };
    directory.users[1] = person("bob", { jobTitle: "Director" });
    await job().runCycle();
    await job().runCycle();
    expect((await job().runCycle()).counts.waiting).toBe(1);
    target.failOn = undefined;
    await job().restart(["Escrows"]);
    expect((await job().runCycle()).counts).toMatchObject({ updated: 1, waiting: 0 });
  });
});

describe("quarantine", () => {
  it("is entered when the target refuses the credentials, and left on success", async () => {
    await job().runCycle();
    target.failOn = { text: "test", error: UNAUTHORIZED };
    await expect(job().runCycle()).rejects.toBe(UNAUTHORIZED);
    expect(await job().status()).toMatchObject({
      code: "Quarantine",
      quarantine: { reason: "EncounteredQuarantineException", seriesCount: 1 },
    });
    target.failOn = undefined;
    await job().runCycle();
    expect((await job().status()).code).toBe("Active");
  });

  it("is entered when removals are held back", async () => {
    await job().runCycle();
    directory.users = [];
    await job({ deletionThreshold: 1 }).runCycle();
    expect((await job().status()).quarantine?.reason).toBe("TooManyDeletes");
  });

  it("is told of once when it is entered, and again when the reason changes", async () => {
    const told: string[] = [];
    const notify: Notifier = async ({ kind }) => {
      told.push(kind);
      throw new Error("the mail server is down");
    };
    await job({ notify }).runCycle();
    directory.users = [];
    await job({ notify, deletionThreshold: 1 }).runCycle();
    await job({ notify, deletionThreshold: 1 }).runCycle();
    target.failOn = { text: "test", error: UNAUTHORIZED };
    await expect(job({ notify }).runCycle()).rejects.toBe(UNAUTHORIZED);
    await expect(job({ notify }).runCycle()).rejects.toBe(UNAUTHORIZED);
    expect(told).toEqual(["deletion_threshold", "quarantine_reason_changed"]);
  });

  it("makes a schedule run ever more rarely, down to once a day, and not at all after 28 days", async () => {
    await job().runCycle();
    target.failOn = { text: "test", error: UNAUTHORIZED };
    const runs: number[] = [];
    const began = clock;
    const schedule = job().start({
      jitter: 0,
      onError: () => runs.push((clock - began) / MINUTE),
      sleep: async (milliseconds) => {
        clock += milliseconds;
      },
    });
    await expect(schedule.ended).rejects.toMatchObject({ code: "quarantined" });
    expect(runs.slice(0, 6)).toEqual([0, 40, 120, 280, 600, 1240]);
    const gaps = runs.slice(8).map((run, index) => run - (runs[index + 7] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([1440]));
    expect((runs.at(-1) ?? 0) / 1440).toBeGreaterThanOrEqual(28);
  });
});

describe("a schedule", () => {
  it("waits for what belongs to a cycle before the next interval begins", async () => {
    const steps: string[] = [];
    const schedule = job().start({
      runCycle: async (signal) => {
        const summary = await job().runCycle({ signal });
        steps.push(summary.kind);
        await Promise.resolve();
        steps.push("report");
        return summary;
      },
      onCycle: () => steps.push("told"),
      sleep: async () => {
        steps.push("wait");
        if (steps.length > 4) void schedule.stop();
      },
    });
    await schedule.ended;
    expect(steps).toEqual(["initial", "report", "told", "wait", "incremental", "report", "told", "wait"]);
  });

  it("runs cycle after cycle, from start to start, until it is stopped", async () => {
    const waits: number[] = [];
    const schedule = job().start({
      every: 40 * MINUTE,
      jitter: 0,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        clock += milliseconds;
        if (waits.length === 3) void schedule.stop();
      },
      onCycle: () => {
        clock += MINUTE;
      },
    });
    await schedule.ended;
    expect(waits).toEqual([39 * MINUTE, 39 * MINUTE, 39 * MINUTE]);
    expect((await job().status()).lastExecution).toMatchObject({
      kind: "incremental",
      outcome: "completed",
      counts: { unchanged: 3 },
    });
  });

  it("tells the progress and the entries of its cycles", async () => {
    const entries: string[] = [];
    let read = 0;
    const schedule = job().start({
      sleep: async () => void schedule.stop(),
      onProgress: ({ counts }) => {
        read = counts.read;
      },
      onEntry: ({ sourceIdentity }) => void entries.push(sourceIdentity.id),
    });
    await schedule.ended;
    expect([read, entries.sort()]).toEqual([3, ["ada", "bob", "eve"]]);
  });

  it.each([
    { every: Number.NaN },
    { every: -1 },
    { every: Number.POSITIVE_INFINITY },
    { every: 2 ** 31 },
    { jitter: 1.5 },
    { jitter: -0.1 },
  ])("refuses an interval that no timer can wait for, instead of running without a pause: %j", (options) => {
    expect(() => job().start(options)).toThrow(RangeError);
    expect(target.calls).toEqual([]);
  });

  it("varies the interval by the jitter", async () => {
    const waits: number[] = [];
    const randoms = [0, 0.5, 1];
    const schedule = job().start({
      every: 100,
      jitter: 0.2,
      random: () => randoms[waits.length] ?? 0,
      sleep: async (milliseconds) => {
        waits.push(Math.round(milliseconds));
        if (waits.length === 3) void schedule.stop();
      },
    });
    await schedule.ended;
    expect(waits).toEqual([80, 100, 120]);
  });

  it("never overlaps: a cycle that is asked for meanwhile is refused", async () => {
    const one = job();
    const first = one.runCycle();
    await expect(one.runCycle()).rejects.toMatchObject({ code: "state_in_use" });
    await first;
  });
});

describe("the status", () => {
  it("tells how far a running cycle is", async () => {
    const running = job({ concurrency: 1 });
    const seen: unknown[] = [];
    await running.runCycle({
      onProgress: () => {
        clock += 1_000;
        seen.push(running.status());
      },
    });
    const [first] = await Promise.all(seen);
    expect(first).toMatchObject({
      code: "NotRun",
      running: { kind: "initial", expected: 3, rate: expect.any(Number), expectedEnd: expect.any(String) },
    });
    expect(await running.status()).toMatchObject({ code: "Active", linked: 3 });
    expect(await running.status()).not.toHaveProperty("running");
  });

  it("expects the end at the rate so far", async () => {
    const running = job({ concurrency: 1 });
    const seen: Promise<JobStatus>[] = [];
    await running.runCycle({
      onProgress: ({ counts }) => {
        clock = Date.parse("2026-03-01T08:00:00Z") + counts.read * 2_000;
        if (counts.read === 2) seen.push(running.status());
      },
    });
    expect((await seen[0])?.running).toMatchObject({
      began: "2026-03-01T08:00:00.000Z",
      rate: 0.5,
      expectedEnd: "2026-03-01T08:00:06.000Z",
    });
  });

  it("tells who is in scope and who is done, apart from who was read", async () => {
    directory.users = [person("ada"), person("bob"), person("eve", { accountEnabled: "False" }), person("ada")];
    const seen: CycleProgress[] = [];
    const { counts } = await job({ concurrency: 1 }).runCycle({ onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ inScope: 2, done: 4, expected: 4 });
    expect(counts).toMatchObject({
      read: 4,
      created: 2,
      skipped: { NotActive: 1 },
      failed: { DuplicateSourceEntries: 1 },
    });
    expect(seen.every(({ done, counts: { read } }) => done <= read)).toBe(true);

    directory.users = [person("ada"), person("bob", { accountEnabled: "False" })];
    await job().runCycle({ onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ inScope: 1, done: 2, counts: { unchanged: 1, disabled: 1 } });
  });

  it("does not count for done who is held back", async () => {
    await job().runCycle();
    directory.users = [
      person("ada"),
      person("bob", { accountEnabled: "False" }),
      person("eve", { accountEnabled: "False" }),
    ];
    let last: CycleProgress | undefined;
    await job({ deletionThreshold: 1 }).runCycle({
      onProgress: (progress) => {
        last = progress;
      },
    });
    expect(last).toMatchObject({ inScope: 1, done: 1, counts: { read: 3 } });
  });

  it("tells when the schedule runs next, between cycles only", async () => {
    const scheduled = job();
    const seen: unknown[] = [];
    const schedule = scheduled.start({
      every: 40 * MINUTE,
      jitter: 0,
      runCycle: async (signal) => {
        seen.push((await scheduled.status()).nextRun);
        clock += MINUTE;
        return scheduled.runCycle({ signal });
      },
      sleep: async () => {
        seen.push((await scheduled.status()).nextRun);
        await scheduled.pause();
        seen.push((await scheduled.status()).nextRun);
        await scheduled.resume();
        void schedule.stop();
      },
    });
    await schedule.ended;
    seen.push((await scheduled.status()).nextRun);
    expect(seen).toEqual([undefined, "2026-03-01T08:40:00.000Z", undefined, undefined]);
  });

  it("tells of no run before the next attempt of a quarantine", async () => {
    target.failOn = { text: "test", error: UNAUTHORIZED };
    const scheduled = job();
    let next: string | undefined;
    const schedule = scheduled.start({
      every: 20 * MINUTE,
      jitter: 0,
      onError: () => undefined,
      sleep: async () => {
        next = (await scheduled.status()).nextRun;
        void schedule.stop();
      },
    });
    await schedule.ended;
    expect(next).toBe("2026-03-01T08:40:00.000Z");
  });
});

describe("discovery", () => {
  it("finds accounts as a cycle does: by what is mapped for creation only, and by defaults", async () => {
    const attributes = [
      attribute("externalId", "[mobilePhone]", { matchingPriority: 1, defaultValue: "none" }),
      attribute("userName", "[mail]", { matchingPriority: 2, flowType: "ObjectAddOnly" }),
    ];
    target.accounts.set("1", { id: "1", userName: "BOB@contoso.com" });
    target.accounts.set("2", { id: "2", userName: "x", externalId: "none" });
    directory.users = [person("bob", { mobilePhone: "7" }), person("eve")];
    const found: unknown[] = [];
    for await (const { targetId, sourceId } of job({ mapping: schema({ attributes }) }).discover())
      found.push([targetId, sourceId]);
    expect(found).toEqual([
      ["1", "bob"],
      ["2", "eve"],
    ]);
  });

  it("takes a user about whom a scoping filter has no answer for one who is not in scope", async () => {
    const clause = {
      operatorName: "REGEX MATCH",
      sourceOperandName: "jobTitle",
      targetOperand: { values: ["^(a|aa)+\\1$"] },
    };
    const mapping = schema({ scope: { groups: [{ name: "slow", clauses: [clause] }] } });
    target.accounts.set("1", { id: "1", userName: "bob@contoso.com" });
    directory.users = [person("bob", { jobTitle: `${"a".repeat(40)}!` })];
    const found: unknown[] = [];
    for await (const { status } of job({ mapping }).discover()) found.push(status);
    expect(found).toEqual(["unassigned"]);
  });

  it("tells of every account whose it is, linked or by its matching value, and writes nothing", async () => {
    await job().runCycle();
    directory.users.push(person("new"));
    directory.roles.set("eve", []);
    await target.users.create({ userName: "NEW@contoso.com" });
    await target.users.create({ userName: "stranger@contoso.com" });
    target.calls.length = 0;
    const accounts = [];
    for await (const account of job().discover()) accounts.push(account);
    expect(accounts.map(({ name, status, linked }) => [name, status, linked])).toEqual([
      ["ada@contoso.com", "assigned", true],
      ["bob@contoso.com", "assigned", true],
      ["eve@contoso.com", "unassigned", true],
      ["NEW@contoso.com", "assigned", false],
      ["stranger@contoso.com", "local", false],
    ]);
    expect(writes()).toEqual([]);
  });

  it.each([
    ["ends early", undefined],
    ["throws", new Error("disk")],
  ])("tells nothing when the source %s: accounts of unread users would look local", async (_how, error) => {
    await job().runCycle();
    const users = [...directory.users];
    directory.read = async function* () {
      for (const user of users.slice(0, 1)) yield { kind: "user", user };
      if (error !== undefined) throw error;
    };
    await expect(job().discover()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "incomplete_source" });
  });

  it("takes the account of a user whom the source calls removed for local, and knows the last values of a user", async () => {
    await job().runCycle();
    await target.users.create({ userName: "late@contoso.com" });
    directory.read = async function* () {
      yield { kind: "user", user: person("ada") };
      yield { kind: "user", user: person("bob", { mail: "late@contoso.com" }) };
      yield { kind: "removed", id: "ada", removal: "hard" };
      yield { kind: "end" };
    };
    const accounts = [];
    for await (const { name, status } of job().discover()) accounts.push([name, status]);
    expect(accounts).toEqual([
      ["ada@contoso.com", "local"],
      ["bob@contoso.com", "assigned"],
      ["eve@contoso.com", "local"],
      ["late@contoso.com", "assigned"],
    ]);
  });
});

describe("connections", () => {
  it("can be looked at, and broken while the job is paused", async () => {
    await job().runCycle();
    const { connections } = job();
    expect(await connections.get("bob")).toEqual({ sourceId: "bob", sourceName: "bob@contoso.com", targetId: "t2" });
    expect(await connections.get("nobody")).toBeUndefined();
    await expect(connections.delete("bob")).rejects.toMatchObject({ code: "not_paused" });
    await job().pause();
    expect(await connections.delete("bob")).toBe(true);
    expect(await connections.delete("bob")).toBe(false);
    await job().resume();
    expect((await job().runCycle()).counts).toMatchObject({
      skipped: { RedundantExport: 1 },
      unchanged: 2,
      created: 0,
    });
    expect(await connections.get("bob")).toMatchObject({ targetId: "t2" });
  });

  it("are not broken while users are still in flight after a pause", async () => {
    const world = newWorld([person("ada")]);
    const job = world.job();
    await job.runCycle();
    world.directory.users = [person("ada", { jobTitle: "Lead" })];
    const { patch } = world.target.users;
    const reached = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    world.target.users.patch = async (...parts) => {
      reached.resolve();
      await answer.promise;
      return patch(...parts);
    };
    const cycle = job.runCycle();
    await reached.promise;
    await job.pause();
    await expect(job.connections.delete("ada")).rejects.toMatchObject({ code: "state_in_use" });
    answer.resolve();
    expect(await cycle).toMatchObject({ outcome: "interrupted", counts: { updated: 1 } });
    expect(await job.connections.delete("ada")).toBe(true);
    expect(await job.connections.get("ada")).toBeUndefined();
  });
});
