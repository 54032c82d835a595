/**
 * A dry run is a cycle over copies: the engine runs the same code, and what it writes stays in memory.
 */
import type { JobContext } from "../context/job-context.ts";
import { CommitSignal } from "../log/follow-log.ts";
import { PlanningState } from "./planning-state.ts";
import { planningTarget } from "./planning-target.ts";

/** The context of one dry run: nothing that it does reaches the state, the target, a log or a notifier. */
export function toPlanningContext(job: JobContext): JobContext {
  return {
    ...job,
    state: new PlanningState(job.state),
    target: planningTarget(job.target, job.mapping),
    sinks: [],
    notify: undefined,
    commitSignal: new CommitSignal(),
  };
}
