/** The options of the Proxyclick emulator. */
import type { RuleContext, ServiceProfile } from "../../profile/service-profile.ts";
import type { FaultPlan } from "./fault.ts";
import type { EmulatedLocation } from "./locations.ts";

/**
 * Options of `createProxyclickEmulator`. Where Proxyclick publishes nothing about its behavior, the default is an
 * assumption.
 */
export interface ProxyclickEmulatorOptions {
  /** Base URL of the emulated service. Default: Proxyclick's. */
  readonly tenantUrl?: string;
  /** Capabilities and limitations. Default: `proxyclickProfile()`. */
  readonly profile?: ServiceProfile;
  /** Whether a user that is set to `active: false` is kept or removed. Default: `keep`, an assumption. */
  readonly deactivation?: "keep" | "remove";
  /**
   * Core schema of users in responses: the one that the last create or replace of the user sent (`echo`), always that
   * of SCIM 2.0, or always that of SCIM 1.1. Requests may use either. Default: `echo`, an assumption.
   */
  readonly schemas?: "echo" | "scim2" | "scim1";
  /** `true` for working discovery endpoints, or the status with which they respond. Default: `true`, an assumption. */
  readonly discovery?: true | 404 | 501;
  /** Whether a disabled user leaves all locations or stays in them. Default: `leave`, an assumption. */
  readonly disabledUsers?: "leave" | "stay";
  /**
   * The address whose city the rules of the locations use. Default: `primary`, then the address of type `work`, then
   * the first; an assumption. `work` and `first` use no other address.
   */
  readonly cityAddress?: "primary" | "work" | "first";
  /** Status of the `uniqueness` error for a duplicate userName. Default: 409 (RFC 7644 §3.3), an assumption. */
  readonly duplicateStatus?: 409 | 400;
  /** Whether created users are invited by email; see `invited` of the emulator. Default: `false`, an assumption. */
  readonly invitations?: boolean;
  /** The customer's locations; the first is the main one. Default: one location for all users. */
  readonly locations?: readonly EmulatedLocation[];
  /** Converts phone numbers to E.164. Default: phone numbers in any other form are dropped. */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** Injects faults. Default: none. */
  readonly faults?: FaultPlan | undefined;
  /** Number of requests that the journal keeps; 0 for none. Default: 10,000. */
  readonly journalLimit?: number;
  /** The clock, such as `now` of `createTestClock()`. Default: the system clock. */
  readonly now?: () => Date;
  /** Waits for a number of milliseconds in a fault. Default: a timer. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Generates ids and tokens. Default: `crypto.randomUUID`. */
  readonly guid?: () => string;
}
