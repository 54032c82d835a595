/** The status of a job as text. */
import { expect, it } from "vitest";
import { renderStatus } from "../../../src/cli/output/render-status.ts";

it("names the notifications that could not be delivered", () => {
  const problem = { kind: "deletion_threshold", time: "2026-03-01T08:00:00.000Z", reason: "451 try\nagain" } as const;
  const report = { code: "Quarantine", linked: 3, heldBack: 2, withoutAccount: {}, notifyProblems: [problem] } as const;
  const lines = renderStatus(report, "job.db").split("\n");
  expect(lines.find((line) => line.startsWith("not notified"))).toMatch(
    /^not notified +deletion_threshold, 2026-03-01T08:00:00\.000Z: 451 try.*again$/,
  );
});
