/** What planning needs besides the desired state. */
import type { GraphClient } from "../../graph/graph-client.ts";

/** What planning needs besides the desired state. */
export interface PlanningContext {
  readonly client: GraphClient;
  /** Which application the object was opened for. */
  readonly selector: {
    readonly servicePrincipalId?: string | undefined;
    readonly appId?: string | undefined;
    readonly displayName?: string | undefined;
    readonly jobId?: string | undefined;
  };
  readonly prune: boolean;
  readonly replaceToken: boolean;
  readonly signal: AbortSignal | undefined;
}
