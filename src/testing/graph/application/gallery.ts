/** The application gallery (Microsoft Graph: applicationTemplate). */
import type { GraphObject } from "../service/graph-object.ts";
import type { EmulatorRuntime } from "../service/runtime.ts";
import { CUSTOM_FACTORY_TAG, type TemplateEntry } from "../synchronization/synchronization.ts";

/** Id of the template of applications that are not in the gallery, the same in every tenant. */
export const CUSTOM_TEMPLATE_ID = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/** A synchronization template of an application of the gallery. */
export interface TemplateOptions {
  /** Id of the template. */
  readonly id: string;
  /** Whether it is the recommended template. Default: false. */
  readonly default?: boolean | undefined;
  /** Whether its credentials need a consent in a browser. Default: false. */
  readonly isOAuthEnabled?: boolean | undefined;
}

/** An additional entry of the gallery. */
export interface GalleryEntry {
  /** Name; several entries may have the same. */
  readonly displayName: string;
  /** What kinds of provisioning the application supports. Default: `sync`. */
  readonly supportedProvisioningTypes?: readonly string[] | undefined;
  /** Synchronization templates of its applications. Default: one, which is the default. */
  readonly synchronizationTemplates?: readonly TemplateOptions[] | undefined;
}

/** The application gallery. */
export interface Gallery {
  /** The templates of applications; the first is Proxyclick. */
  readonly templates: readonly GraphObject[];
  /** Returns the synchronization templates of an application; none when it cannot be provisioned. */
  synchronizationTemplates(applicationTemplateId: unknown): readonly TemplateEntry[];
}

/** Creates the gallery: Proxyclick, with an id that depends on the seed, the custom application, and other entries. */
export function createGallery(runtime: EmulatorRuntime, others: readonly GalleryEntry[]): Gallery {
  const entries = [{ displayName: "Proxyclick" }, ...others].map((entry) => ({ id: runtime.guid(), entry }));
  return {
    templates: [
      ...entries.map(({ id, entry }) => template(id, entry)),
      { ...template(CUSTOM_TEMPLATE_ID, { displayName: "Custom" }), publisher: null, categories: [] },
    ],
    synchronizationTemplates: (applicationTemplateId) => {
      if (applicationTemplateId === CUSTOM_TEMPLATE_ID) {
        return [{ id: "scim", factoryTag: CUSTOM_FACTORY_TAG, default: true, isOAuthEnabled: false }];
      }
      const found = entries.find(({ id }) => id === applicationTemplateId)?.entry;
      return found === undefined ? [] : templateEntries(found);
    },
  };
}

function templateEntries(entry: GalleryEntry): readonly TemplateEntry[] {
  const { displayName: factoryTag, supportedProvisioningTypes = ["sync"] } = entry;
  if (!supportedProvisioningTypes.includes("sync")) return [];
  const only: TemplateOptions = { id: factoryTag.toLowerCase().replaceAll(/\W/g, ""), default: true };
  const { synchronizationTemplates = [only] } = entry;
  return synchronizationTemplates.map(({ id, default: isDefault = false, isOAuthEnabled = false }) => ({
    id,
    factoryTag,
    default: isDefault,
    isOAuthEnabled,
  }));
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
