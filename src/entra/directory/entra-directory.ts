/** Microsoft Entra ID as a source of provisioning, read live from Microsoft Graph. */
import { MemoryMirror } from "../../provisioning/mirror/memory-mirror.ts";
import type { DirectorySource, SourceReadOptions } from "../../provisioning/ports/source.ts";
import { GraphClient } from "../graph/graph-client.ts";
import type { GraphOptions } from "../graph/graph-options.ts";
import type { ApplicationKey } from "./assignments/assignment-list.ts";
import { readAssignments } from "./assignments/read-assignments.ts";
import { findUsers } from "./find-users.ts";
import { selectAttributes } from "./items/select-attributes.ts";
import { DirectoryMirror } from "./mirror/directory-mirror.ts";
import { readUsers } from "./users/user-round.ts";

/** How to reach Microsoft Graph: a client that others share, or the options of one. */
type GraphAccess =
  | (GraphOptions & { readonly client?: undefined })
  | {
      /** A client for Microsoft Graph. Share one among all jobs of a tenant: Graph limits requests per tenant. */
      readonly client: GraphClient;
      readonly credential?: undefined;
    };

/** Options of {@link entraDirectory}. */
export type EntraDirectoryOptions = GraphAccess &
  ApplicationKey & {
    /** Id of the tenant, for state and logs. Default: the tenant of the credential, if known. */
    readonly tenantId?: string | undefined;
    /** Name for logs. Default `Microsoft Entra ID`. */
    readonly name?: string | undefined;
    /**
     * User properties of Graph that the mapping reads and this version of the package does not know. Directory
     * extensions need not be listed.
     */
    readonly additionalProperties?: readonly string[] | undefined;
    /**
     * Milliseconds before the second look-up of a user whom Graph has reported but does not find yet; twice as many
     * before the third. Default: 2,000.
     */
    readonly lookUpDelay?: number | undefined;
  };

const DEFAULT_LOOK_UP_DELAY = 2_000;

/**
 * A delta source that reads the users of a tenant and the assignments of one enterprise application live.
 *
 * - The first read lists all users, page by page. Later reads list only changes.
 * - It requests and stores exactly the attributes that the mapping, the scoping filters and the scope read.
 * - Only direct members of assigned, security-enabled groups count.
 * - When an assignment, a membership or a role changes, the next read reports the affected users, and no others.
 * - The mirror in the job's state holds what a delta query does not repeat.
 * - When Graph no longer accepts a delta link, which is normal after 7 days without a cycle, it reads all users again.
 *   A read that fails deprovisions nobody.
 *
 * Permissions: User.Read.All, GroupMember.Read.All and Application.Read.All. The methods throw a GraphRequestError
 * `unauthorized`, `forbidden` (it names the missing permission) or `rejected_credentials`, and a ProvisioningError
 * `invalid_source` for an unknown application or a property that Graph does not deliver, or `incomplete_source` when
 * Graph fails.
 *
 * @param options - a credential or a client, and the application: `servicePrincipalId` (object id) or `appId`
 * @throws TypeError for an invalid credential or Graph URL.
 * @example
 * ```ts
 * import { clientCredentials, entraDirectory } from "proxyclick-scim/entra";
 *
 * const credential = clientCredentials({ tenantId: "…", clientId: "…", clientSecret: "…" });
 * const source = entraDirectory({ credential, servicePrincipalId: "…" });
 * ```
 */
export function entraDirectory(options: EntraDirectoryOptions): DirectorySource {
  const client = options.client ?? new GraphClient(options);
  const { name = "Microsoft Entra ID", additionalProperties = [], lookUpDelay = DEFAULT_LOOK_UP_DELAY } = options;
  const tenantId = options.tenantId ?? client.tenantId;
  const application: ApplicationKey =
    options.appId === undefined ? { servicePrincipalId: options.servicePrincipalId } : { appId: options.appId };
  const owner = JSON.stringify([client.root, tenantId ?? "", application]);
  const open = ({ mirror = new MemoryMirror() }: SourceReadOptions) => DirectoryMirror.open(mirror, owner);
  return {
    name,
    kind: "delta",
    ...(tenantId === undefined ? {} : { identity: tenantId }),
    async describe({ attributes } = {}) {
      return { attributeNames: selectAttributes(attributes, additionalProperties).available };
    },
    async *read(settings = {}) {
      const { watermark, attributes, signal } = settings;
      const selection = selectAttributes(attributes, additionalProperties);
      yield* readUsers({ client, mirror: await open(settings), selection, watermark, retryDelay: lookUpDelay, signal });
    },
    async assignments(settings = {}) {
      const { watermark, signal } = settings;
      return readAssignments({ client, mirror: await open(settings), application, watermark, signal });
    },
    findUsers(name, { attributes, signal } = {}) {
      const { select, keep } = selectAttributes(attributes, additionalProperties);
      return findUsers(name, { client, select, keep, signal });
    },
  };
}
