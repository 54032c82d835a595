/** Store calls that run side by side at most. */
const BATCH = 50;

/** Works on many items, some of them side by side, so that a store on the network is neither waited for one by one nor asked for all at once. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    results.push(...(await Promise.all(items.slice(start, start + BATCH).map(work))));
  }
  return results;
}
