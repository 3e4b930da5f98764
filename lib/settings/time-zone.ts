/** Whether it is a time zone that this platform knows, such as "Europe/Berlin" (IANA time zone database). */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A moment as the clocks of a zone show it, with the day only if it is another one than in UTC: "11:00", "Sat 02:00". */
export function timeIn(ms: number, timeZone: string): string {
  const partsIn = (zone: string) =>
    Object.fromEntries(
      new Intl.DateTimeFormat("en-GB", {
        timeZone: zone,
        weekday: "short",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      })
        .formatToParts(ms)
        .map(({ type, value }) => [type, value]),
    );
  const [here, utc] = [partsIn(timeZone), partsIn("UTC")];
  const day = here["day"] === utc["day"] ? "" : `${here["weekday"]} `;
  return `${day}${here["hour"]}:${here["minute"]}`;
}
