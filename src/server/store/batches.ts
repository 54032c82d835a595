/** Runs work on many items in batches. */
import { WorkBreaks } from "../../internal/work-breaks.ts";

/** Items that are worked on concurrently. */
const BATCH_SIZE = 50;

/**
 * Works on the items of one batch concurrently, so that a store on the network gets neither one call at a time nor all
 * calls at once.
 */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  if (items.length <= BATCH_SIZE) return await Promise.all(items.map(work));
  const breaks = new WorkBreaks();
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += BATCH_SIZE) {
    results.push(...(await Promise.all(items.slice(start, start + BATCH_SIZE).map(work))));
    await breaks.takeBreak();
  }
  return results;
}
