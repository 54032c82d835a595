/**
 * The provisioning engine: keeps the users of a SCIM service in sync with a directory, cycle by cycle.
 *
 * @module
 */

export { isProvisioningError, isScimRequestError, ProvisioningError, ScimRequestError } from "../errors.ts";
export type { CycleProgress, CycleSummary, RunCycleOptions } from "./cycle/cycle-types.ts";
export { createProvisioningJob } from "./job/job.ts";
export { MemoryState } from "./job/memory-state.ts";
export type { Schedule, ScheduleOptions } from "./job/schedule.ts";
export type {
  DiscoveredAccount,
  JobStatus,
  ProvisioningJob,
  ProvisioningJobOptions,
} from "./job/types.ts";
export { callbackLog } from "./log/callback-sink.ts";
export type { FollowLogOptions } from "./log/follow-log.ts";
export { type LogQuery, queryLog } from "./log/query-log.ts";
export { lintMapping } from "./mapping/lint-mapping.ts";
export type { MappingProblem } from "./mapping/mapping-problem.ts";
export { toSynchronizationSchema } from "./mapping/print-schema.ts";
export type {
  AttributeMapping,
  ObjectMapping,
  ScopingFilter,
  SynchronizationSchema,
  SynchronizationSchemaDocument,
} from "./mapping/schema.ts";
export { parseSynchronizationSchema } from "./mapping/schema.ts";
export type { OnDemandResult, ResetScope } from "./ports/command.ts";
export type { CycleCounts } from "./ports/execution.ts";
export type {
  LogIdentity,
  LogProblem,
  LogSink,
  ProvisioningLogEntry,
  ProvisioningStep,
} from "./ports/log.ts";
export type { Notification, Notifier, NotifyProblem } from "./ports/notifier.ts";
export type {
  AssignedRole,
  Assignments,
  DirectorySource,
  SourceEvent,
  SourceReadOptions,
  SourceUser,
  SourceValue,
} from "./ports/source.ts";
export type { StagedRemoval } from "./ports/staged-removal.ts";
export type { ProvisioningState } from "./ports/state.ts";
export type { ProvisioningTarget, TargetUser } from "./ports/target.ts";
export { type EmailNotifierOptions, emailNotifier } from "./retry/email-notifier.ts";
