const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (value: number): string => String(value).padStart(2, "0");

/** A span of time as a clock counts it: "2:10", "1:02:10", "3 d 4 h". A negative span is none: clocks differ a little. */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span >= 2 * day) return `${Math.floor(span / day)} d ${Math.floor((span % day) / hour)} h`;
  const [hours, minutes, seconds] = [
    Math.floor(span / hour),
    Math.floor((span % hour) / minute),
    Math.floor((span % minute) / second),
  ];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** A moment to the minute, in UTC: "2026-11-28 02:49 UTC". */
export const moment = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
