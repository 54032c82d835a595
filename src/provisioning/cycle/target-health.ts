/**
 * When a job ends early, rather than failing for everybody.
 */
import { ScimRequestError } from "../../errors.ts";
import type { Failure } from "../log/failure.ts";
import type { ProvisioningTarget } from "../ports/target.ts";
import type { Pace } from "./adaptive-concurrency.ts";

/**
 * Goes on only where that makes sense. After some refusals in a row the target is asked, so that a few users whom it can never take do not end the job.
 *
 * @throws ScimRequestError when the target no longer answers, refuses everybody, or is not SCIM any more.
 */
export async function refuseHopeless(
  pace: Pace,
  failed: Failure | undefined,
  target: ProvisioningTarget,
): Promise<void> {
  const problem = (text: string, code: "timeout" | "refused") =>
    new ScimRequestError(`${target.name} ${text}: ${failed?.reason ?? ""}`, {
      code,
      method: "",
      path: "",
      status: 0,
      attempts: 0,
    });
  if (pace.hopeless) throw problem("has stopped answering", "timeout");
  if (pace.refusing) throw problem("refuses everybody", "refused");
  if (pace.doubtful) await target.testConnection();
}
