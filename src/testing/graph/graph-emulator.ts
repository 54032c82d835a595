/** An emulator of Microsoft Graph, as tests see it. */
import type { FaultPlan } from "../emulator/fault.ts";
import type { RecordedRequest } from "../emulator/request-journal.ts";
import type { EmulatedApplications } from "./application/enterprise-applications.ts";
import type { GraphBehavior } from "./directory/behavior.ts";
import type { EmulatedAssignments, EmulatedGroups, EmulatedUsers } from "./mutations.ts";
import type { GraphThrottle } from "./service/resource-units.ts";

/** An emulator of Microsoft Graph. */
export interface GraphEmulator {
  /** Responds to requests to Graph and to the token endpoint; use it in place of the global `fetch`. */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** Root URL of Graph. */
  readonly root: string;
  /** Root URL for sign-in; the token endpoint is `{authority}/{tenantId}/oauth2/v2.0/token`. */
  readonly authority: string;
  /** Id of the tenant. */
  readonly tenantId: string;
  /** Client id of the application that signs in. */
  readonly clientId: string;
  /** Its client secret. */
  readonly clientSecret: string;
  /** Object id of the enterprise application. */
  readonly servicePrincipalId: string;
  /** Client id of the enterprise application. */
  readonly appId: string;
  /** The requests that the emulator received. */
  readonly journal: {
    /** Returns the requests, oldest first. */
    entries(): readonly RecordedRequest[];
    /** Removes all entries; numbering continues. */
    clear(): void;
  };
  /** Behavior where Graph promises nothing; change its members at any time. */
  readonly behavior: GraphBehavior;
  /** Throttling by resource units; may be changed at any time. */
  throttle: GraphThrottle | undefined;
  /** Injects faults; may be changed at any time. */
  faults: FaultPlan | undefined;
  /** The users, which tests may change. */
  readonly users: EmulatedUsers;
  /** The groups, which tests may change. */
  readonly groups: EmulatedGroups;
  /** The assignments to the enterprise application, and its roles, which tests may change. */
  readonly assignments: EmulatedAssignments;
  /** The enterprise applications and their provisioning, which tests may change. */
  readonly applications: EmulatedApplications;
  /**
   * Issues an access token.
   *
   * @param options - `permissions`: those of the token; default: those of the application. `seconds`: its life;
   *   default: 3599.
   */
  issueToken(options?: {
    readonly permissions?: readonly string[] | undefined;
    readonly seconds?: number | undefined;
  }): string;
  /** Lets all access tokens expire. */
  expireTokens(): void;
  /**
   * Refuses access tokens that were not requested with these claims (continuous access evaluation).
   *
   * @param claims - JSON; undefined accepts all tokens again.
   */
  requireClaims(claims: string | undefined): void;
  /** Lets all delta tokens, and those of rounds that are running, expire. */
  expireDeltaTokens(): void;
}
