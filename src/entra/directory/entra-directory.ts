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
      /** A client for Microsoft Graph. Jobs of one tenant share it, so that they observe its limits together. */
      readonly client: GraphClient;
      readonly credential?: undefined;
    };

/** Options of {@link entraDirectory}. */
export type EntraDirectoryOptions = GraphAccess &
  ApplicationKey & {
    /** Id of the tenant, for state and logs. Default: that of the credential, where it knows it. */
    readonly tenantId?: string | undefined;
    /** Name for logs. Default `Microsoft Entra ID`. */
    readonly name?: string | undefined;
    /**
     * Further properties of users that mappings read: those that Graph has and this version does not know. Directory
     * extensions are known.
     */
    readonly additionalProperties?: readonly string[] | undefined;
    /**
     * Milliseconds until a user whom Graph names, but does not find yet, is looked up again; doubled once. Default
     * 2,000.
     */
    readonly lookUpDelay?: number | undefined;
  };

const DEFAULT_LOOK_UP_DELAY = 2_000;

/**
 * The users of a tenant and the assignments of one enterprise application, read live: a delta source.
 *
 * The first read lists all users, page by page; later ones only what changed. It requests and keeps exactly the
 * attributes that the mapping, the scoping filters and the scope read. Only direct members of assigned groups that are
 * security-enabled count. When an assignment, a membership or a role changes, the next read reports the users
 * concerned, and nobody else is read again.
 *
 * What a delta needs is kept in the mirror that the job hands over. When Graph no longer accepts a delta link, which is
 * normal after seven days without a cycle, all users are read again; a read that does not end deprovisions nobody.
 *
 * The application permissions User.Read.All, GroupMember.Read.All and Application.Read.All suffice. The methods throw
 * GraphRequestError `unauthorized`, `forbidden` (it names the permission) or `rejected_credentials`, and
 * ProvisioningError: `invalid_source` for an unknown application, or for a property that Graph does not deliver;
 * `incomplete_source` where Graph fails.
 *
 * @param options - A credential or client, and the application by `servicePrincipalId` (object id) or `appId`.
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
