/** AWS throttles describe calls per account and region: some EC2 calls allow only a few per second. */
const mostAtOnce = 10;

/** Does the work for every item, at most ten at a time, and answers in the order of the items. Throws the first error. */
export async function fewAtATime<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, items.length) }, worker));
  return results;
}
