/** The options of the emulator of Microsoft Graph. */
import type { FaultPlan } from "../emulator/fault.ts";
import type { EnterpriseApplicationOptions } from "./application/application-options.ts";
import type { GraphBehavior } from "./directory/behavior.ts";
import type { EmulatedAppRole } from "./directory/service-principals.ts";
import type { GraphThrottle } from "./service/resource-units.ts";

/** Options of `createGraphEmulator`. */
export interface GraphEmulatorOptions extends EnterpriseApplicationOptions {
  /**
   * Users with Graph's properties, or how many to generate. `id` is generated when it is missing; `manager` is an id.
   * Generated users take no memory but that of their ids. Default: none.
   */
  readonly users?: number | readonly Readonly<Record<string, unknown>>[] | undefined;
  /** Groups; `members` are ids. Default: none. */
  readonly groups?:
    | readonly (Readonly<Record<string, unknown>> & {
        /** Ids of the members. */
        readonly members?: readonly string[];
      })[]
    | undefined;
  /**
   * The assignments to the application. Without a role, they are to the first one, or to default access when no role
   * is declared. Default: none.
   */
  readonly assignments?:
    | readonly {
        /** Object id of the user, group or service principal. */
        readonly principal: string;
        /** Id, value or name of the app role. */
        readonly role?: string;
      }[]
    | undefined;
  /** App roles of the application. Default: `User` and `msiam_access`, as gallery applications have. */
  readonly appRoles?: readonly Partial<EmulatedAppRole>[] | undefined;
  /** The enterprise application: `id`, `appId`, `displayName` and so on. Default: one named `Proxyclick`. */
  readonly servicePrincipal?: Readonly<Record<string, unknown>> | undefined;
  /** Root URL of Graph. Default: `https://graph.microsoft.com`. */
  readonly root?: string | undefined;
  /** Root URL for sign-in. Default: `https://login.microsoftonline.com`. */
  readonly authority?: string | undefined;
  /** Id of the tenant. Default: generated. */
  readonly tenantId?: string | undefined;
  /** Client id of the application that signs in. Default: generated. */
  readonly clientId?: string | undefined;
  /** Its client secret. Default: generated. */
  readonly clientSecret?: string | undefined;
  /** Certificates in PEM with which it may sign in, checked by the emulator's clock. Default: none. */
  readonly certificates?: readonly string[] | undefined;
  /** Tokens of another identity provider with which it may sign in. Default: none. */
  readonly federatedTokens?: readonly string[] | undefined;
  /** Application permissions of its tokens. Default: the least ones for all that this package does. */
  readonly permissions?: readonly string[] | undefined;
  /** Behavior where Graph promises nothing; may be changed later. */
  readonly behavior?: Partial<GraphBehavior> | undefined;
  /** Throttling by resource units; may be changed later. Default: none. */
  readonly throttle?: GraphThrottle | undefined;
  /** Injects faults. Default: none. */
  readonly faults?: FaultPlan | undefined;
  /** Number of requests that the journal keeps; 0 for none. Default: 10,000. */
  readonly journalLimit?: number | undefined;
  /** Seed of ids, order and paging; an integer. Default: 1. */
  readonly seed?: number | undefined;
  /** The clock, such as `now` of `createTestClock()`. Default: the system clock. */
  readonly now?: (() => Date) | undefined;
  /** Waits for a number of milliseconds in a fault. Default: a timer. */
  readonly sleep?: ((milliseconds: number) => Promise<void>) | undefined;
}
