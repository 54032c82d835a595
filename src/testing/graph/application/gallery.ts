/** The application gallery (Microsoft Graph: applicationTemplate). */
import type { GraphObject } from "../service/graph-object.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";

/** Id of the template of applications that are not in the gallery, the same in every tenant. */
export const CUSTOM_TEMPLATE_ID = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/** An additional entry of the gallery. */
export interface GalleryEntry {
  /** Name; several entries may have the same. */
  readonly displayName: string;
  /** What kinds of provisioning the application supports. Default: `sync`. */
  readonly supportedProvisioningTypes?: readonly string[] | undefined;
}

/** Creates the gallery: Proxyclick, with an id that depends on the seed, the custom application, and other entries. */
export function createGallery(runtime: EmulatorRuntime, others: readonly GalleryEntry[]): readonly GraphObject[] {
  return [
    template(runtime.guid(), { displayName: "Proxyclick" }),
    { ...template(CUSTOM_TEMPLATE_ID, { displayName: "Custom" }), publisher: null, categories: [] },
    ...others.map((entry) => template(runtime.guid(), entry)),
  ];
}

function template(id: string, { displayName, supportedProvisioningTypes = ["sync"] }: GalleryEntry): GraphObject {
  return {
    id,
    displayName,
    publisher: displayName,
    description: null,
    homePageUrl: null,
    logoUrl: null,
    categories: ["businessMgmt"],
    supportedSingleSignOnModes: ["saml"],
    supportedProvisioningTypes: [...supportedProvisioningTypes],
    endpoints: [],
    isEntraIntegrated: true,
    lastModifiedDateTime: "2026-01-01T00:00:00Z",
    deprecationDate: null,
    riskScore: null,
    riskFactors: null,
  };
}
