import { wrongParts } from "../../../lib/domain/freeze/rule-parts.ts";

test.each([
  "FREQ=DAILY",
  "FREQ=DAILY;INTERVAL=1;COUNT=366",
  "FREQ=DAILY;INTERVAL=999;COUNT=1",
  "FREQ=DAILY;UNTIL=20271231T230000Z",
  "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;WKST=SU",
  "FREQ=MONTHLY;BYDAY=1MO,-1FR,+2TU",
  "FREQ=YEARLY;BYDAY=53MO,-10FR,49SU",
  "FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=1,-31,+31",
  "FREQ=YEARLY;BYYEARDAY=366,-366;BYSETPOS=-1",
  "FREQ=YEARLY;BYWEEKNO=53,-53,1",
])("nothing is wrong with %s", (rule) => {
  expect(wrongParts(rule)).toEqual([]);
});

test.each<[string, readonly string[]]>([
  ["INTERVAL=0", ['INTERVAL takes 1 to 999, not "0"']],
  ["INTERVAL=1000", ['INTERVAL takes 1 to 999, not "1000"']],
  ["INTERVAL=1,2", ['INTERVAL takes 1 to 999, not "1,2"']],
  ["COUNT=367", ['COUNT takes 1 to 366, not "367"']],
  ["COUNT=+3", ['COUNT takes 1 to 366, not "+3"']],
  ["COUNT=-3", ['COUNT takes 1 to 366, not "-3"']],
  ["COUNT=3x", ['COUNT takes 1 to 366, not "3x"']],
  ["COUNT=", ['COUNT takes 1 to 366, not ""']],
  ["INTERVAL=1.5", ['INTERVAL takes 1 to 999, not "1.5"']],
  ["UNTIL=20271231", ['UNTIL takes a time in UTC such as 20271231T230000Z, not "20271231"']],
  ["UNTIL=20271231T230000Z0", [expect.stringContaining("UNTIL takes")]],
  ["UNTIL=020271231T230000Z", [expect.stringContaining("UNTIL takes")]],
  ["BYDAY=XX", ['BYDAY takes days such as MO or, of a month or a year, -1FR, not "XX"']],
  ["BYDAY=MOX", [expect.stringContaining('not "MOX"')]],
  ["BYDAY=XMO", [expect.stringContaining('not "XMO"')]],
  ["BYDAY=0MO", [expect.stringContaining('not "0MO"')]],
  ["BYDAY=54MO", [expect.stringContaining('not "54MO"')]],
  ["BYDAY=MO,60TU,FR", [expect.stringContaining('not "60TU"')]],
  ["BYMONTH=13", ['BYMONTH takes 1 to 12, not "13"']],
  ["BYMONTH=-1", ['BYMONTH takes 1 to 12, not "-1"']],
  ["BYMONTHDAY=32,1,0", ['BYMONTHDAY takes ±1 to 31, not "32"', 'BYMONTHDAY takes ±1 to 31, not "0"']],
  ["BYMONTHDAY=-1x", ['BYMONTHDAY takes ±1 to 31, not "-1x"']],
  ["BYMONTHDAY=x1", ['BYMONTHDAY takes ±1 to 31, not "x1"']],
  ["BYMONTHDAY=1.5", ['BYMONTHDAY takes ±1 to 31, not "1.5"']],
  ["BYMONTHDAY=1e1", ['BYMONTHDAY takes ±1 to 31, not "1e1"']],
  ["BYYEARDAY=367", ['BYYEARDAY takes ±1 to 366, not "367"']],
  ["BYSETPOS=-367", ['BYSETPOS takes ±1 to 366, not "-367"']],
  ["BYWEEKNO=54", ['BYWEEKNO takes ±1 to 53, not "54"']],
  ["WKST=MONDAY", ['WKST takes a day such as MO, not "MONDAY"']],
  ["WKST=MO,TU", ['WKST takes a day such as MO, not "MO,TU"']],
])("a rule with %s is none: it says what the part takes, and what was seen", (part, wrong) => {
  expect(wrongParts(`FREQ=YEARLY;${part}`)).toEqual(wrong);
});

test("a part that appears twice is named once for each time too many, and not read again", () => {
  expect(wrongParts("FREQ=DAILY;COUNT=3;COUNT=0;COUNT=9")).toEqual([
    "COUNT appears twice",
    "COUNT appears twice",
  ]);
});
