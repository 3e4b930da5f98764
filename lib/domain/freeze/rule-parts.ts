/** A whole number between two others, of either sign if the rule counts from the end as well. */
type Numbers = { readonly from: number; readonly to: number; readonly signed: boolean };

const weekday = "(MO|TU|WE|TH|FR|SA|SU)";
/** More occurrences than anybody counts; a rule that goes on for longer says until when. */
const mostCounted = 366;

/**
 * What each part of a recurrence rule takes: numbers, or texts with an example. A list takes several of them, separated by
 * commas. Source: RFC 5545, section 3.3.10; counts and intervals are limited here, which it leaves open.
 */
const parts: Readonly<
  Record<string, { readonly list: boolean } & (Numbers | { readonly text: RegExp; readonly example: string })>
> = {
  INTERVAL: { list: false, from: 1, to: 999, signed: false },
  COUNT: { list: false, from: 1, to: mostCounted, signed: false },
  UNTIL: { list: false, text: /^\d{8}T\d{6}Z$/, example: "a time in UTC such as 20271231T230000Z" },
  BYDAY: {
    list: true,
    text: new RegExp(`^([+-]?([1-9]|[1-4]\\d|5[0-3]))?${weekday}$`),
    example: "days such as MO or, of a month or a year, -1FR",
  },
  BYMONTH: { list: true, from: 1, to: 12, signed: false },
  BYMONTHDAY: { list: true, from: 1, to: 31, signed: true },
  BYYEARDAY: { list: true, from: 1, to: 366, signed: true },
  BYWEEKNO: { list: true, from: 1, to: 53, signed: true },
  BYSETPOS: { list: true, from: 1, to: 366, signed: true },
  WKST: { list: false, text: new RegExp(`^${weekday}$`), example: "a day such as MO" },
};

const isNumber = (text: string, { from, to, signed }: Numbers): boolean => {
  const number = Math.abs(Number(text));
  return (signed ? /^[+-]?\d+$/ : /^\d+$/).test(text) && number >= from && number <= to;
};

/**
 * What of a recurrence rule no calendar has, such as a month 13, or says twice: a calendar would leave it out silently, and the
 * rule would mean other days.
 * @param repeats a rule that begins with FREQ, as the schema of windows takes it.
 */
export function wrongParts(repeats: string): readonly string[] {
  const given = repeats.split(";").map((part) => part.split("="));
  return given.flatMap(([name = "", value = ""], index) => {
    if (given.findIndex(([other]) => other === name) < index) return [`${name} appears twice`];
    const part = parts[name];
    if (part === undefined) return [];
    const takes = "text" in part ? part.example : `${part.signed ? "±" : ""}${part.from} to ${part.to}`;
    return (part.list ? value.split(",") : [value])
      .filter((one) => !("text" in part ? part.text.test(one) : isNumber(one, part)))
      .map((one) => `${name} takes ${takes}, not "${one}"`);
  });
}
