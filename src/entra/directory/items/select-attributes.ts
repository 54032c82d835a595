/** Translates the attributes that a job reads into the properties that are requested of Graph. */
import { ProvisioningError } from "../../../errors.ts";
import { fingerprint } from "../../../provisioning/mapping/digest.ts";
import { resolveSourceAttribute, sourceAttributeAliases } from "../../../provisioning/mapping/source-attributes.ts";
import {
  isDirectoryExtension,
  KNOWN_ATTRIBUTES,
  propertyOf,
  REFUSED_PROPERTIES,
  USUAL_ATTRIBUTES,
} from "./graph-user-properties.ts";

/** What is requested and kept of each user. */
export interface AttributeSelection {
  /** Names for `$select`, `id` first. */
  readonly select: readonly string[];
  /** Attributes that are kept, by Graph's names: those that the job reads, and no others that come along. */
  readonly keep: ReadonlySet<string>;
  /** Changes when other attributes are read: a delta link is bound to its selection. */
  readonly digest: string;
  /** All attributes that users of the directory may have. */
  readonly available: ReadonlySet<string>;
}

/**
 * Selects exactly the attributes that a job reads. Names that Graph does not have are left out; `describe` lets the
 * engine report them.
 *
 * @param reads - Names as mappings use them, aliases among them; undefined selects what mappings usually read.
 * @param additional - Names of properties of Graph that this version does not know.
 * @throws ProvisioningError `invalid_source` for a property that no delta query delivers.
 */
export function selectAttributes(
  reads: readonly string[] | undefined,
  additional: readonly string[],
): AttributeSelection {
  const names = reads ?? USUAL_ATTRIBUTES;
  requireSelectable([...names, ...additional]);
  const available = new Set([...KNOWN_ATTRIBUTES, ...names.filter(isDirectoryExtension), ...additional]);
  const keep = new Set(names.flatMap((name) => resolveSourceAttribute(name, available) ?? []));
  keep.delete("id");
  const select = ["id", ...[...new Set([...keep].map(propertyOf))].sort()];
  return { select, keep, digest: fingerprint([...select, "", ...[...keep].sort()].join()), available };
}

function requireSelectable(names: readonly string[]): void {
  const reasons = names.flatMap((name) => {
    const refused = sourceAttributeAliases(name).find((alias) => REFUSED_PROPERTIES.has(alias));
    return refused === undefined ? [] : `${refused} (${REFUSED_PROPERTIES.get(refused)})`;
  });
  if (reasons.length === 0) return;
  throw new ProvisioningError(
    "invalid_source",
    `The directory cannot deliver ${reasons.join(", ")}; remove it from mappings and scoping filters`,
  );
}
