/** The application objects that belong to service principals, and what an application can change about both. */
import { canonicalId } from "../../../internal/object-id.ts";
import type { Directory } from "../directory/directory.ts";
import { READ_APPLICATIONS } from "../directory/directory-permissions.ts";
import type { EmulatedAppRole, ServicePrincipal } from "../directory/service-principals.ts";
import { type GraphObject, objectOf } from "../service/graph-object.ts";
import type { GraphRoute, RoutedRequest } from "../service/route.ts";
import { timestamp } from "../service/runtime.ts";
import { accessDenied, badRequest, invalidRequest, resourceNotFound } from "../service/service-error.ts";

/** An application that is created. */
export interface NewApplication {
  readonly displayName: string;
  readonly applicationTemplateId: string | null;
  /** Default: `User` and `msiam_access`, as gallery applications have them. */
  readonly appRoles?: readonly EmulatedAppRole[] | undefined;
  /** Whether it exists from the beginning, so that every read finds it at once. */
  readonly isInitial: boolean;
}

/** The two objects of an application. */
interface CreatedApplication {
  readonly application: GraphObject;
  readonly servicePrincipal: ServicePrincipal;
}

/** An application object; its reads may lag like those of its service principal. */
interface ApplicationRecord {
  value: GraphObject;
  readonly created: number;
  reads: number;
}

/** The application objects of a tenant. */
export class Applications {
  readonly #records = new Map<string, ApplicationRecord>();
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** Creates an application and its service principal. */
  create({ displayName, applicationTemplateId, appRoles, isInitial }: NewApplication): CreatedApplication {
    const { runtime, servicePrincipals } = this.#directory;
    const roles = appRoles ?? this.#defaultRoles();
    const given = { displayName, applicationTemplateId, appRoles: roles };
    const servicePrincipal = servicePrincipals.add(given, isInitial);
    const application = {
      id: runtime.guid(),
      appId: servicePrincipal.appId,
      applicationTemplateId,
      createdDateTime: timestamp(runtime.now()),
      deletedDateTime: null,
      displayName,
      description: null,
      groupMembershipClaims: null,
      identifierUris: [],
      isFallbackPublicClient: false,
      signInAudience: "AzureADMyOrg",
      tags: [],
      appRoles: roles,
    };
    const created = isInitial ? Number.NEGATIVE_INFINITY : runtime.now().getTime();
    this.#records.set(application.id, { value: application, created, reads: 0 });
    return { application, servicePrincipal };
  }

  /** @throws ServiceError 404 for an unknown application, and for a new one until reads find it. */
  #find(id: string): ApplicationRecord {
    const record = this.#records.get(canonicalId(id));
    if (record === undefined || !this.#directory.isReadable(record)) throw resourceNotFound(id);
    return record;
  }

  /**
   * Returns the routes of applications, and those that change service principals.
   *
   * @param mayChange - whether the application that is signed in may change a service principal
   */
  routes(mayChange: (request: RoutedRequest, servicePrincipalId: string) => boolean): readonly GraphRoute[] {
    const { servicePrincipals } = this.#directory;
    return [
      {
        method: "GET",
        path: "/applications/{id}",
        permissions: READ_APPLICATIONS,
        options: ["$select"],
        answer: ({ params }) => ({ body: this.#find(params["id"] ?? "").value }),
      },
      {
        method: "PATCH",
        path: "/applications/{id}",
        permissions: CHANGE,
        answer: (request) => {
          const record = this.#find(request.params["id"] ?? "");
          const owner = servicePrincipals.findByAppId(String(record.value["appId"]))?.value.id ?? "";
          if (!mayChange(request, owner)) throw accessDenied();
          record.value = { ...record.value, ...changesOf(request.body, APPLICATION_CHANGES) };
          return {};
        },
      },
      {
        method: "PATCH",
        path: "/servicePrincipals/{id}",
        permissions: CHANGE,
        answer: (request) => {
          const id = canonicalId(request.params["id"] ?? "");
          const record = servicePrincipals.find(id);
          if (record === undefined || !this.#directory.isReadable(record)) throw resourceNotFound(id);
          if (!mayChange(request, id)) throw accessDenied();
          servicePrincipals.update(id, changesOf(request.body, SERVICE_PRINCIPAL_CHANGES));
          return {};
        },
      },
    ];
  }

  #defaultRoles(): readonly EmulatedAppRole[] {
    return ["User", "msiam_access"].map((displayName) => ({
      id: this.#directory.runtime.guid(),
      displayName,
      value: null,
      description: displayName,
      allowedMemberTypes: ["User"],
      isEnabled: true,
    }));
  }
}

const CHANGE = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All"];

/** Properties that can be changed, with the type of their values ("Update servicePrincipal"). */
const SERVICE_PRINCIPAL_CHANGES: ReadonlyMap<string, string> = new Map([
  ["accountEnabled", "boolean"],
  ["appRoleAssignmentRequired", "boolean"],
  ["description", "string"],
  ["displayName", "string"],
  ["notes", "string"],
  ["notificationEmailAddresses", "object"],
  ["preferredSingleSignOnMode", "string"],
  ["tags", "object"],
]);

/** Properties that can be changed ("Update application"). */
const APPLICATION_CHANGES: ReadonlyMap<string, string> = new Map([
  ["appRoles", "object"],
  ["description", "string"],
  ["displayName", "string"],
  ["identifierUris", "object"],
  ["tags", "object"],
]);

/** @throws ServiceError 400 for a property that cannot be changed, and for a value of another type. */
function changesOf(body: unknown, properties: ReadonlyMap<string, string>): GraphObject {
  const changes = objectOf(body);
  if (Object.keys(changes).length === 0) throw badRequest("Write requests must contain at least one property.");
  for (const [name, value] of Object.entries(changes)) {
    const type = properties.get(name);
    if (type === undefined) throw invalidRequest(`Property '${name}' is read-only and cannot be set.`);
    if (value !== null && typeof value !== type) {
      throw invalidRequest(`Invalid value specified for property '${name}'.`);
    }
  }
  return changes;
}
