/**
 * The provisioning engine: keeps the users of a SCIM service in step with a directory, cycle by cycle.
 *
 * @module
 */

export type { CycleProgress, CycleSummary, RunCycleOptions } from "./cycle/cycle-types.ts";
export type { ResetScope } from "./cycle/job-record.ts";
export { createProvisioningJob } from "./job/job.ts";
export { MemoryState } from "./job/memory-state.ts";
export type { Schedule, ScheduleOptions } from "./job/schedule.ts";
export type {
  Connection,
  Connections,
  DiscoveredAccount,
  JobStatus,
  OnDemandResult,
  ProvisioningJob,
  ProvisioningJobOptions,
  RunningCycle,
} from "./job/types.ts";
export { type CallbackLogOptions, callbackLog } from "./log/callback-sink.ts";
export type { FollowLogOptions } from "./log/follow-log.ts";
export { type LogQuery, queryLog } from "./log/query-log.ts";
export { type LintMappingOptions, lintMapping, type MappingProblem } from "./mapping/lint-mapping.ts";
export { toSynchronizationSchema } from "./mapping/print-schema.ts";
export type {
  AttributeMapping,
  ObjectMapping,
  ScopingClause,
  ScopingFilter,
  SynchronizationSchema,
  SynchronizationSchemaDocument,
} from "./mapping/schema.ts";
export { parseSynchronizationSchema } from "./mapping/schema.ts";
export type { CycleCounts, CycleKind, CycleOutcome, Execution } from "./ports/execution.ts";
export type {
  ErrorInformation,
  LogIdentity,
  LogProblem,
  LogSink,
  ModifiedProperty,
  ProvisionedIdentity,
  ProvisioningAction,
  ProvisioningLogEntry,
  ProvisioningStatus,
  ProvisioningStep,
  ProvisioningStepType,
  ProvisioningSystem,
  ServicePrincipal,
} from "./ports/log.ts";
export type {
  Notification,
  NotificationBase,
  Notifier,
  QuarantineDetails,
} from "./ports/notifier.ts";
export type { Quarantine, QuarantineReason } from "./ports/quarantine.ts";
export type {
  AssignedRole,
  Assignments,
  DirectorySource,
  SourceDescription,
  SourceEvent,
  SourceReadOptions,
  SourceUser,
  SourceValue,
} from "./ports/source.ts";
export { DEFAULT_ACCESS_ROLE } from "./ports/source.ts";
export type { RemovalAction, Staged, StagedRemoval } from "./ports/staged-removal.ts";
export type {
  Delivered,
  Escrow,
  Intent,
  JobRecord,
  LastKnown,
  Link,
  ObjectRecord,
  ProvisioningState,
  StateChange,
  StateSize,
  StoredRecord,
  TargetValues,
} from "./ports/state.ts";
export type { ProvisioningTarget, TargetCallOptions, TargetUser, TargetUsers } from "./ports/target.ts";
export type { EmailNotifierOptions, MailMessage, MailTransport } from "./retry/email-notifier.ts";
export { emailNotifier } from "./retry/email-notifier.ts";
