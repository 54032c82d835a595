import { type CycleContext, commit } from "./cycle-context.ts";
import { importStep, makeEntry, nameOf } from "./entries.ts";
import { failure } from "./failure.ts";
import { skipStep } from "./refusals.ts";
import type { SourceUser } from "./source.ts";

/** Logs a user whose id was met before in the same read; the first one counts. */
export async function refuseSecond(context: CycleContext, user: SourceUser, known: boolean): Promise<void> {
  const name = nameOf(user);
  const error = failure(
    "DuplicateSourceEntries",
    `The id '${user.id}' occurs more than once in ${context.sourceName}`,
    "Remove one of the two; the first one counts.",
  );
  const entry = makeEntry(context, {
    changeId: context.guid(),
    action: "other",
    status: "failure",
    error,
    steps: [importStep(context, context.mapping, user, name, known), skipStep(error)],
    sourceId: user.id,
    name,
    began: context.now().getTime(),
  });
  await commit(context, { entry });
}
