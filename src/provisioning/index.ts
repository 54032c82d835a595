/**
 * The provisioning engine: keeps the users of a SCIM service in step with a directory, cycle by cycle.
 *
 * @module
 */
export { findAttributeName, readAttribute, undoGuestName } from "./attribute-names.ts";
export { type CallbackLogOptions, callbackLog } from "./callback-log.ts";
export type { EmailNotifierOptions, MailMessage, MailTransport } from "./email-notifier.ts";
export { emailNotifier } from "./email-notifier.ts";
export type { FollowLogOptions } from "./follow-log.ts";
export { createProvisioningJob } from "./job.ts";
export type {
  Connection,
  Connections,
  CycleCounts,
  CycleProgress,
  CycleSummary,
  DiscoveredAccount,
  JobStatus,
  OnDemandResult,
  ProvisioningJob,
  ProvisioningJobOptions,
  ResetScope,
  RunCycleOptions,
  RunningCycle,
} from "./job-types.ts";
export { type LintMappingOptions, lintMapping, type MappingProblem } from "./lint-mapping.ts";
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
} from "./log.ts";
export { type LogQuery, queryLog } from "./log-query.ts";
export { MemoryState } from "./memory-state.ts";
export type {
  Notification,
  NotificationBase,
  Notifier,
  QuarantineDetails,
} from "./notify.ts";
export type { Quarantine, QuarantineReason } from "./quarantine.ts";
export type { Schedule, ScheduleOptions } from "./schedule.ts";
export type {
  AssignedRole,
  Assignments,
  DirectorySource,
  SourceDescription,
  SourceEvent,
  SourceReadOptions,
  SourceUser,
  SourceValue,
} from "./source.ts";
export { DEFAULT_ACCESS_ROLE } from "./source.ts";
export type { StagedRemoval } from "./staged.ts";
export type {
  Delivered,
  Escrow,
  Execution,
  Intent,
  JobRecord,
  LastKnown,
  Link,
  ObjectRecord,
  ProvisioningState,
  Staged,
  StateChange,
  StateSize,
  StoredRecord,
  TargetValues,
} from "./state.ts";
export type {
  AttributeMapping,
  ObjectMapping,
  ScopingClause,
  ScopingFilter,
  SynchronizationSchema,
  SynchronizationSchemaDocument,
} from "./synchronization-schema.ts";
export { parseSynchronizationSchema } from "./synchronization-schema.ts";
export type { ProvisioningTarget, TargetCallOptions, TargetUser, TargetUsers } from "./target.ts";
export { toSynchronizationSchema } from "./write-schema.ts";
