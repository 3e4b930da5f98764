const minuteMs = 60_000;
const longestMs = 120 * minuteMs;

/** The longest that a run is held by windows. A run that could go on later only is rolled back at once. */
export const longestHoldMs = 30 * 24 * 60 * minuteMs;

/**
 * How many seconds a held run waits before it reads the windows again: until the freeze ends, but sooner at first, because
 * people who lift a window do so soon after they hear of it. A freeze of 30 days takes fewer than 400 looks.
 * @param heldMs since when the run has been held.
 */
export function waitSeconds(heldMs: number, leftMs: number): number {
  const untilLookMs = Math.min(longestMs, Math.max(minuteMs, heldMs / 6));
  return Math.max(1, Math.ceil(Math.min(leftMs, untilLookMs) / 1_000));
}
