/** The options of the Proxyclick emulator. */
import type { RuleContext, ServiceProfile } from "../../profile/service-profile.ts";
import type { FaultPlan, Sleep } from "./fault.ts";
import type { CityAddress, EmulatedLocation } from "./locations.ts";

/** How the emulator behaves; where nothing is published about the service, the default is an assumption. */
export interface ProxyclickEmulatorOptions {
  /** Base URL under which it answers; the one of Proxyclick by default. */
  readonly tenantUrl?: string;
  /** Capabilities and limitations; `proxyclickProfile()` by default. */
  readonly profile?: ServiceProfile;
  /** Whether a user who is set to `active: false` is kept (the default) or removed. What Proxyclick does is not published. */
  readonly deactivation?: "keep" | "remove";
  /**
   * Core schema that its answers name: the one that the latest create or replace of the user named (`echo`, the default), always SCIM 2.0's, or always
   * SCIM 1.1's. Requests may name either. Which one Proxyclick answers is not published.
   */
  readonly schemas?: "echo" | "scim2" | "scim1";
  /**
   * Whether the discovery endpoints answer (`true`, the default) or are refused with a status. An assumption: nothing is published about them.
   */
  readonly discovery?: true | 404 | 501;
  /** Whether a disabled user leaves all locations (the default) or stays. What Proxyclick does is not published. */
  readonly disabledUsers?: "leave" | "stay";
  /**
   * Which address names the city for the rules of the locations; `primary` by default, else the one of type `work`, else the first. Which one Proxyclick
   * takes is not published.
   */
  readonly cityAddress?: CityAddress;
  /** Status of the answer, with `uniqueness`, to a user whose userName is taken; 409 by default (RFC 7644 §3.3). Which one Proxyclick gives is not published. */
  readonly duplicateStatus?: 409 | 400;
  /**
   * Whether users who are created get an invitation; false by default. Not published, but people log in by their company's account there. See
   * `invited` of the emulator.
   */
  readonly invitations?: boolean;
  /** The customer's locations; the first is the main one. One location for everybody by default. */
  readonly locations?: readonly EmulatedLocation[];
  /** Brings phone numbers to E.164; without it, numbers in another form are left out. */
  readonly normalizePhone?: RuleContext["normalizePhone"];
  /** What goes wrong on the way; nothing by default. */
  readonly faults?: FaultPlan | undefined;
  /** Requests that the journal keeps; 10,000 by default, 0 for none. */
  readonly journalLimit?: number;
  /** The clock, such as that of `createTestClock`; the system's by default. */
  readonly now?: () => Date;
  /** How faults wait; by a timer by default. */
  readonly sleep?: Sleep;
  /** Makes ids and tokens; `crypto.randomUUID` by default. */
  readonly guid?: () => string;
}
