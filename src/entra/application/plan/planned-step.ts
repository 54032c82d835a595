/** A step of a plan with what carries it out. */
import type { JsonObject } from "../../job/json-values.ts";
import type { PlanStep } from "./plan-types.ts";

/** What carries a step out. */
export type StepAction =
  | { readonly kind: "create_application"; readonly templateId: string; readonly displayName: string }
  | { readonly kind: "rename_application"; readonly displayName: string }
  | { readonly kind: "create_job"; readonly templateId: string }
  | {
      readonly kind: "settings";
      /** The complete set to write. */
      readonly values: ReadonlyMap<string, string>;
      /** Stored secrets that cannot be read and were not given. */
      readonly missing: readonly string[];
    }
  | {
      readonly kind: "mapping";
      readonly document: JsonObject;
      /** Version of the schema that the document was made from. */
      readonly version: string;
    }
  | { readonly kind: "assign"; readonly principalId: string; readonly roleId: string }
  | { readonly kind: "unassign"; readonly assignmentId: string }
  | { readonly kind: "pause" | "start" | "restart" };

/** A step of a plan with what carries it out. */
export interface PlannedStep {
  readonly step: PlanStep;
  readonly action: StepAction;
}
