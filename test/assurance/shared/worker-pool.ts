import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/**
 * Runs jobs in worker threads, one job per worker at a time. The results are in the order of the jobs for any number of
 * workers, so that the same jobs give the same report.
 * @param script the worker's module: it gets `setup` as its worker data, and answers each message with one result.
 * @param onResult called for each result as it arrives, in any order; use it for progress only.
 */
export async function runInWorkers<Job, Result>(
  script: URL,
  setup: unknown,
  jobs: readonly Job[],
  {
    workers = availableParallelism(),
    onResult = () => undefined,
  }: { workers?: number; onResult?: (done: number, result: Result) => void } = {},
): Promise<readonly Result[]> {
  const results: Result[] = new Array(jobs.length);
  let next = 0;
  let done = 0;
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(script, { workerData: setup });
      let current = -1;
      const give = () => {
        current = next;
        next += 1;
        if (current < jobs.length) worker.postMessage(jobs[current]);
        else void worker.terminate().then(() => resolve(), reject);
      };
      worker.on("message", (result: Result) => {
        results[current] = result;
        done += 1;
        onResult(done, result);
        give();
      });
      worker.on("error", reject);
      give();
    });
  await Promise.all(Array.from({ length: Math.min(workers, Math.max(1, jobs.length)) }, work));
  return results;
}
