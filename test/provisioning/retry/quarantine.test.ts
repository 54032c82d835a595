import { describe, expect, it } from "vitest";
import { Counters } from "../../../src/provisioning/context/counters.ts";
import { quarantineReasonFor } from "../../../src/provisioning/retry/quarantine.ts";

const REFERENCE = "UnableToResolveReferenceAttributeValue";

describe("failures of a cycle that quarantine the job", () => {
  it.each<readonly [read: number, failed: number, references: number, reason: string | undefined]>([
    [4_000, 4_000, 0, undefined],
    [4_999, 4_999, 0, undefined],
    [12_500, 5_000, 0, undefined],
    [12_499, 5_000, 0, "EncounteredEscrowProportionThreshold"],
    [35_000, 30_000, 0, "EncounteredEscrowProportionThreshold"],
    [120_000, 20_000, 0, undefined],
    [120_000, 40_000, 0, undefined],
    [120_000, 40_001, 0, "EncounteredBaseEscrowThreshold"],
    [120_000, 45_000, 0, "EncounteredBaseEscrowThreshold"],
    [120_000, 40_000, 20_000, undefined],
    [120_000, 40_000, 21_000, "EncounteredTotalEscrowThreshold"],
    [120_000, 0, 60_000, undefined],
    [120_000, 0, 60_001, "EncounteredTotalEscrowThreshold"],
    [10_000, 4_000, 6_000, undefined],
  ])("%i read, %i failed, %i references failed: %s", (read, failed, references, reason) => {
    const counts = { ...new Counters().snapshot(), read, failed: { EntryConflict: failed, [REFERENCE]: references } };
    expect(quarantineReasonFor(counts)).toBe(reason);
  });

  it("of all codes are added up", () => {
    const failed = { EntryConflict: 20_001, InsufficientRights: 20_000 };
    expect(quarantineReasonFor({ ...new Counters().snapshot(), read: 200_000, failed })).toBe(
      "EncounteredBaseEscrowThreshold",
    );
  });
});
