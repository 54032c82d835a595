/**
 * Commands that one process hands to another, which runs a job's schedule: through the state that both have open.
 */
import type { GraphErrorCode, ProvisioningErrorCode, RequestErrorCode } from "../../errors.ts";
import type { LogProblem, ProvisioningLogEntry } from "./log.ts";

/** What a restart forgets, in the terms of Microsoft Graph. */
export type ResetScope = "Watermark" | "Escrows" | "QuarantineState" | "ConnectorDataStore" | "Full" | "ForceDeletes";

/** The result of provisioning one user on demand. */
export interface OnDemandResult {
  /** In the terms of Microsoft Graph. */
  readonly result: "Success" | "Skipped" | "Failure";
  /** All steps with their details, changed attributes, and why the user failed or was skipped. */
  readonly entry: ProvisioningLogEntry;
  /** Logs that could not be written; absent when all were. */
  readonly logProblems?: readonly LogProblem[];
}

/** What only the process of a schedule knows of a job. */
export interface ScheduleStatus {
  /** When the next cycle begins, ISO 8601; absent while one runs and while the job is paused. */
  readonly nextRun?: string;
  /** The running cycle; absent between cycles. */
  readonly running?: {
    /** When it began, ISO 8601. */
    readonly began: string;
    /** Users read so far. */
    readonly read: number;
    /** Users that the source has; absent when that is not known. */
    readonly expected?: number;
    /** When it is expected to end, ISO 8601; absent when the number of users is not known. */
    readonly expectedEnd?: string;
  };
}

/** A command to a running job. */
export type JobCommand =
  | {
      /** The call of the job that it stands for. */
      readonly kind: "pause" | "resume" | "status";
    }
  | {
      /** The call of the job that it stands for. */
      readonly kind: "restart";
      /** What to forget; absent for the default of `restart`. */
      readonly scope?: readonly ResetScope[];
    }
  | {
      /** The call of the job that it stands for. */
      readonly kind: "onDemand";
      /** Object id or user principal name. */
      readonly user: string;
    };

/** How a command ended. */
export type CommandResult =
  | {
      /** It was executed. */
      readonly kind: "done";
      /** Result of a command of kind `onDemand`. */
      readonly onDemand?: OnDemandResult;
      /** Result of a command of kind `status`. */
      readonly schedule?: ScheduleStatus;
    }
  | {
      /** It failed. */
      readonly kind: "failed";
      /** Code of the error; absent for an unexpected one. */
      readonly code?: ProvisioningErrorCode | RequestErrorCode | GraphErrorCode;
      /** What the error says. */
      readonly message: string;
    };

/** A command that waits in a state. */
export interface PostedCommand {
  /** Identifies the command. */
  readonly id: string;
  /** What the process that holds the state is to do. */
  readonly command: JobCommand;
}

/**
 * The commands of a state. The process that holds the state takes and completes them; any other process that has it
 * open, even read-only, posts them.
 */
export interface StateCommands {
  /** Describes the process that holds the state, such as `process 4711 on server1`; undefined when none does. */
  holder(): Promise<string | undefined>;
  /**
   * Posts a command.
   *
   * @param posted - The command, with an id of its own.
   * @param expires - When the command must no longer be taken, ISO 8601.
   */
  post(posted: PostedCommand, expires: string): Promise<void>;
  /**
   * Takes the oldest command that was neither taken nor has expired; undefined when there is none. Called about twice a
   * second, so it writes nothing when there is none.
   *
   * @param now - ISO 8601.
   */
  take(now: string): Promise<PostedCommand | undefined>;
  /** Stores the result of a command that was taken. */
  complete(id: string, result: CommandResult): Promise<void>;
  /** Returns the result of a command; undefined while there is none. */
  result(id: string): Promise<CommandResult | undefined>;
  /** Whether a command was taken. */
  isTaken(id: string): Promise<boolean>;
  /** Deletes a command and its result. */
  withdraw(id: string): Promise<void>;
}
