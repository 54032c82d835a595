/** Routes of the application gallery ("List applicationTemplates", "applicationTemplate: instantiate"). */
import { canonicalId } from "../../../internal/object-id.ts";
import type { Directory } from "../directory/directory.ts";
import { checkedFilter, type Filterable } from "../service/filter-check.ts";
import { type GraphObject, objectOf } from "../service/graph-object.ts";
import { listPage } from "../service/list-page.ts";
import type { GraphAnswer, GraphRoute, RoutedRequest } from "../service/route.ts";
import { badRequest, resourceNotFound } from "../service/service-error.ts";
import type { Applications } from "./applications.ts";
import { CUSTOM_TEMPLATE_ID } from "./gallery.ts";

const FILTERS: Filterable = new Map([
  ["id", { type: "string", operators: ["eq"] }],
  ["displayName", { type: "string", operators: ["eq", "contains", "startswith"] }],
]);

/** Permissions of which an application needs one to create applications. */
const CREATE = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All"];

/** What the routes of the gallery need. */
export interface GalleryParts {
  readonly gallery: readonly GraphObject[];
  readonly directory: Directory;
  readonly applications: Applications;
  /** Called with the object id of a service principal, and the client id of the application that created it. */
  readonly onInstantiated: (servicePrincipalId: string, clientId: string) => void;
}

/** Returns the routes of the gallery. */
export function galleryRoutes(parts: GalleryParts): readonly GraphRoute[] {
  const { gallery } = parts;
  return [
    {
      method: "GET",
      path: "/applicationTemplates",
      permissions: [],
      options: ["$filter", "$top", "$select", "$orderby"],
      answer: (request) => {
        const { filter } = request.query;
        const passes = filter === undefined ? () => true : checkedFilter(filter, FILTERS, request.advanced);
        const found = gallery.filter((template) => template["id"] !== CUSTOM_TEMPLATE_ID && passes(template));
        return listPage(
          { places: found.length, context: "applicationTemplates", at: (place) => found[place] },
          request,
        );
      },
    },
    {
      method: "GET",
      path: "/applicationTemplates/{id}",
      permissions: [],
      options: ["$select"],
      answer: (request) => ({ body: templateOf(parts, request) }),
    },
    {
      method: "POST",
      path: "/applicationTemplates/{id}/instantiate",
      permissions: CREATE,
      answer: (request) => instantiate(parts, request),
    },
  ];
}

function templateOf({ gallery }: GalleryParts, { params }: RoutedRequest): GraphObject {
  const id = canonicalId(params["id"] ?? "");
  const template = gallery.find((one) => one["id"] === id);
  if (template === undefined) throw resourceNotFound(id);
  return template;
}

/** Not idempotent: every request creates an application and its service principal. */
function instantiate(parts: GalleryParts, request: RoutedRequest): GraphAnswer {
  const template = templateOf(parts, request);
  const { displayName } = objectOf(request.body);
  if (typeof displayName !== "string" || displayName.trim() === "") {
    throw badRequest("The parameter 'displayName' is missing.");
  }
  const { application, servicePrincipal } = parts.applications.create({
    displayName,
    applicationTemplateId: String(template["id"]),
    isInitial: false,
  });
  parts.onInstantiated(servicePrincipal.id, request.clientId);
  return {
    status: 201,
    body: {
      "@odata.context": `${request.base}/$metadata#microsoft.graph.applicationServicePrincipal`,
      application,
      servicePrincipal,
    },
  };
}
