/** Provisioning on demand ("synchronizationJob: provisionOnDemand"). */
import { isProvisioningError, isScimRequestError } from "../../../errors.ts";
import type { OnDemandResult } from "../../../provisioning/index.ts";
import { type GraphObject, listOf, objectOf } from "../service/graph-object.ts";
import type { GraphAnswer, GraphRoute } from "../service/route.ts";
import { badRequest } from "../service/service-error.ts";
import { type ApplicationContext, jobOf, type SynchronizationRequest, synchronizationRoute } from "./context.ts";
import { synchronizationError } from "./synchronization-error.ts";
import type { SynchronizationJob } from "./synchronization-job.ts";

/** The name of a .NET type that some responses have in place of JSON. */
const TYPE_NAME = "Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo";

/** Members of a group that one call can provision. */
const MAX_MEMBERS = 5;

/** Returns the route of provisioning on demand. */
export function onDemandRoutes(context: ApplicationContext): readonly GraphRoute[] {
  return [
    synchronizationRoute(context, {
      method: "POST",
      path: "/jobs/{job}/provisionOnDemand",
      answer: (call) => provisionOnDemand(context, call),
    }),
  ];
}

async function provisionOnDemand(context: ApplicationContext, call: SynchronizationRequest): Promise<GraphAnswer> {
  const { runtime, limits, cycles, options } = context;
  limits.onDemand.admit(runtime.now());
  const job = jobOf(call);
  const subject = subjectOf(job, call.request.body);
  if (job.code(call.synchronization.isConfigured) === "NotConfigured") {
    throw synchronizationError(400, "JobNotConfigured", "The synchronization has no credentials.");
  }
  const outcome =
    subject.type === "User" && cycles.isEnabled
      ? await run(context, call, job, subject.id)
      : { key: { result: "Success", details: {} }, value: {} };
  const key = options.onDemandKey === "typeName" ? TYPE_NAME : JSON.stringify(outcome.key);
  return { body: { key, value: JSON.stringify(outcome.value) } };
}

/** The object to provision. */
interface Subject {
  readonly id: string;
  readonly type: "User" | "Group";
}

/**
 * Reads the object to provision: one user, or one group with at most five members.
 *
 * @throws ServiceError 400 for anything else.
 */
function subjectOf(job: SynchronizationJob, body: unknown): Subject {
  const parameters = listOf(objectOf(body)["parameters"]).map(objectOf);
  const [parameter] = parameters;
  if (parameter === undefined) throw badRequest("The parameter 'parameters' is missing.");
  const rules = listOf(job.schema["synchronizationRules"]).map(objectOf);
  const unknown = parameters.find(({ ruleId }) => !rules.some(({ id }) => id === ruleId));
  if (unknown !== undefined) {
    throw synchronizationError(400, "InvalidRule", `Rule '${String(unknown["ruleId"])}' does not exist.`);
  }
  const subjects = parameters.flatMap(({ subjects: list }) => listOf(list).map(objectOf));
  const [subject] = subjects;
  if (subject === undefined || subjects.length > 1) {
    throw synchronizationError(400, "InvalidSubjects", "Exactly one object can be provisioned on demand.");
  }
  const { objectId, objectTypeName } = subject;
  if (typeof objectId !== "string") throw badRequest("The property 'objectId' is missing.");
  if (objectTypeName !== "User" && objectTypeName !== "Group") {
    throw synchronizationError(400, "InvalidSubjects", `Type '${String(objectTypeName)}' cannot be provisioned.`);
  }
  const members = listOf(objectOf(subject["links"])["members"]);
  if (members.length > MAX_MEMBERS) {
    throw synchronizationError(400, "InvalidSubjects", `At most ${MAX_MEMBERS} members can be provisioned on demand.`);
  }
  return { id: objectId, type: objectTypeName };
}

/** The two parts of a response, before they become strings. */
interface Outcome {
  readonly key: GraphObject;
  readonly value: GraphObject;
}

/** A failure is a response, too. */
async function run(
  context: ApplicationContext,
  call: SynchronizationRequest,
  job: SynchronizationJob,
  userId: string,
): Promise<Outcome> {
  try {
    return toOutcome(await context.cycles.provisionOnDemand(call.synchronization, job, userId));
  } catch (error) {
    return { key: { result: "Failure", details: failureDetails(error) }, value: {} };
  }
}

/** @throws what is no failure of the provisioning */
function failureDetails(error: unknown): GraphObject {
  if (isProvisioningError(error) || isScimRequestError(error)) {
    return { errorCode: error.code, errorMessage: error.message };
  }
  // The client of the target refuses a tenant URL or a token.
  if (error instanceof TypeError) return { errorCode: "InternalError", errorMessage: error.message };
  throw error;
}

function toOutcome({ result, entry }: OnDemandResult): Outcome {
  const { errorInformation, status } = entry.provisioningStatusInfo;
  const details =
    errorInformation === null ? {} : { errorCode: errorInformation.errorCode, errorMessage: errorInformation.reason };
  const ended = Date.parse(entry.activityDateTime);
  return {
    key: { result, details },
    value: {
      action: capitalized(entry.provisioningAction),
      changeId: entry.changeId,
      startTime: new Date(ended - entry.durationInMilliseconds).toISOString(),
      endTime: entry.activityDateTime,
      modifiedProperties: entry.modifiedProperties,
      provisioningSteps: entry.provisioningSteps.map((step) => ({
        name: step.name,
        type: capitalized(step.provisioningStepType),
        status: capitalized(step.status),
        description: step.description,
        timestamp: entry.activityDateTime,
        details: step.details,
      })),
      reportableIdentifier: entry.sourceIdentity.displayName,
      statusInfo: { status: capitalized(status), ...errorInformation },
      sourceIdentity: identityOf(entry.sourceIdentity),
      targetIdentity: identityOf(entry.targetIdentity),
      sourceSystem: systemOf(entry.sourceSystem),
      targetSystem: systemOf(entry.targetSystem),
    },
  };
}

type Entry = OnDemandResult["entry"];

function identityOf({ id, identityType, displayName, details }: Entry["sourceIdentity"]): GraphObject {
  return { id, type: identityType, displayName, details };
}

function systemOf({ id, displayName, details }: Entry["sourceSystem"]): GraphObject {
  return { id, name: displayName, details };
}

/** Names are capitalized in these responses. */
function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
