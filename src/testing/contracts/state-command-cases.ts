/** Cases for the commands of a provisioning state, which are optional. */
import type { ProvisioningState } from "../../provisioning/index.ts";
import type { StateCommands } from "../../provisioning/state/index.ts";
import { checkEqual } from "./assertions.ts";
import type { ContractCase } from "./contract-case.ts";

const [EARLY, NOON, LATE] = ["2026-03-01T08:00:00.000Z", "2026-03-01T12:00:00.000Z", "2026-03-02T08:00:00.000Z"];

/** The cases; a state without commands passes them. */
export const commandCases: readonly ContractCase<ProvisioningState>[] = [
  {
    name: "hands each command once to the process that uses it, in the order in which they were posted",
    run: withCommands(async (commands) => {
      checkEqual("a command of a new state", await commands.take(EARLY), undefined);
      const pause = { id: "c1", command: { kind: "pause" } } as const;
      const onDemand = { id: "c2", command: { kind: "onDemand", user: "Zoë" } } as const;
      await commands.post(pause, LATE);
      await commands.post(onDemand, LATE);
      checkEqual("whether a command is taken", await commands.isTaken("c1"), false);
      checkEqual("the first command", await commands.take(EARLY), pause);
      checkEqual("whether a command is taken", await commands.isTaken("c1"), true);
      checkEqual("the second command", await commands.take(EARLY), onDemand);
      checkEqual("a third command", await commands.take(EARLY), undefined);
    }),
  },
  {
    name: "returns the result of a command until it is withdrawn",
    run: withCommands(async (commands) => {
      await commands.post({ id: "c1", command: { kind: "restart", scope: ["Full"] } }, LATE);
      await commands.take(EARLY);
      checkEqual("the result of an unfinished command", await commands.result("c1"), undefined);
      await commands.complete("c1", { kind: "failed", code: "invalid_source", message: "no such user" });
      const result = { kind: "failed", code: "invalid_source", message: "no such user" };
      checkEqual("the result", await commands.result("c1"), result);
      await commands.withdraw("c1");
      checkEqual("the result of a withdrawn command", await commands.result("c1"), undefined);
      checkEqual("whether a withdrawn command is taken", await commands.isTaken("c1"), false);
    }),
  },
  {
    name: "hands over no command that has expired or was withdrawn",
    run: withCommands(async (commands) => {
      await commands.post({ id: "c1", command: { kind: "pause" } }, EARLY);
      await commands.post({ id: "c2", command: { kind: "pause" } }, LATE);
      await commands.withdraw("c2");
      checkEqual("a command", await commands.take(NOON), undefined);
    }),
  },
];

function withCommands(run: (commands: StateCommands) => Promise<void>) {
  return async ({ commands }: ProvisioningState): Promise<void> => {
    if (commands !== undefined) await run(commands);
  };
}
