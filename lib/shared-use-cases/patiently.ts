import { isInterlockError } from "../domain/errors.ts";

/** The answer of a task that its machine calls again while the outcome is `waiting`. */
type Progress = {
  readonly outcome: "waiting" | "done" | "failed" | "unknown";
  readonly waitSeconds: number;
};

const throttledWaitSeconds = 15;

/**
 * Answers `waiting` when AWS throttles the use case. The entries hold what it has done so far, and the next call continues
 * from there. Every other error passes through.
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
