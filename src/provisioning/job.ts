/**
 * A provisioning job: a source, a target, a mapping and a memory, run cycle by cycle.
 */
import { ProvisioningError } from "../errors.ts";
import { compileJob } from "./job-plan.ts";
import type { ProvisioningJob, ProvisioningJobOptions } from "./job-types.ts";
import { MemoryState } from "./memory-state.ts";
import { runCycle } from "./run-cycle.ts";

/**
 * Makes a job that keeps a target in step with a directory, as the Entra provisioning service does.
 *
 * @param options - See {@link ProvisioningJobOptions}.
 * @throws ProvisioningError `invalid_mapping` when the mapping does not fit the target; `invalid_source` when scope `assigned` is asked of a source
 *   that does not know assignments.
 * @example
 * ```ts
 * const job = createProvisioningJob({ source, target: proxyclick, mapping: parseSynchronizationSchema(json), scope: "assigned", state });
 * const { counts } = await job.runCycle();
 * ```
 */
export function createProvisioningJob(options: ProvisioningJobOptions): ProvisioningJob {
  const plan = compileJob(options);
  const state = options.state ?? new MemoryState();
  let running = false;
  return {
    async runCycle(cycleOptions = {}) {
      if (running) throw new ProvisioningError("state_in_use", "A cycle of this job is running already");
      running = true;
      try {
        return await runCycle({ options, plan, state }, cycleOptions);
      } finally {
        running = false;
      }
    },
  };
}
