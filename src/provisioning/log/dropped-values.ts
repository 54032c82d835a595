/** Finds the values of an entry's user that the target's rules left out of a write. */
import type { ProvisioningLogEntry } from "../ports/log.ts";

/** Sentences such as `phoneNumbers dropped: 0470: the phone number is not in E.164 form (user ada@contoso.com)`. */
export function droppedValues({
  provisioningSteps,
}: Pick<ProvisioningLogEntry, "provisioningSteps">): readonly string[] {
  return provisioningSteps.filter(({ name }) => name === VALUE_DROPPED).map(({ description }) => description);
}

/** Name of the step that says which value was left out, and why. */
export const VALUE_DROPPED = "EntryExportValueDropped";
