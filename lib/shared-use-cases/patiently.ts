import { isInterlockError } from "../domain/errors.ts";

/** What a task answers that its machine asks again until it is done. */
type Progress = {
  readonly outcome: "moved" | "waiting" | "done" | "failed" | "unknown";
  readonly waitSeconds: number;
};

const throttledWaitSeconds = 15;

/**
 * A task whose machine asks again. When AWS wants to be asked later it hands back and waits: what was done is in the
 * entries, and the next call goes on from there.
 */
export const patiently =
  <P, I>(useCase: (ports: P) => (input: I) => Promise<Progress>) =>
  (ports: P) =>
  async (input: I): Promise<Progress> => {
    try {
      return await useCase(ports)(input);
    } catch (error) {
      if (isInterlockError(error, "Throttled"))
        return { outcome: "waiting", waitSeconds: throttledWaitSeconds };
      throw error;
    }
  };
