/**
 * The state of a provisioning job, for authors of custom states: the records that a state stores, and the interface
 * that it implements.
 *
 * @module
 */

export { isProvisioningError, ProvisioningError } from "../../errors.ts";
export type { CommandResult, JobCommand, PostedCommand, ScheduleStatus, StateCommands } from "../ports/command.ts";
export type { Execution } from "../ports/execution.ts";
export type { MirrorChange, SourceMirror } from "../ports/mirror.ts";
export type { Quarantine } from "../ports/quarantine.ts";
export type {
  Escrow,
  Intent,
  JobRecord,
  LastKnownUser,
  Link,
  ObjectRecord,
  ProvisioningState,
  StateChange,
  StoredRecord,
  TargetValues,
} from "../ports/state.ts";
