import { longestMinutes, questionInWords, type TeamQuestion } from "../../lib/domain/team-question.ts";
import { alarmQuestion, functionQuestion, httpQuestion } from "../fixtures/team-questions.ts";

const [http, alarm, smoke] = [httpQuestion(), alarmQuestion(), functionQuestion()];

test.each<[TeamQuestion, string, number]>([
  [http, "GET Url of compute answers 200 within 5 s", 0],
  [
    { ...http, path: "/health", body: 'a "yes"', certificateDays: 14 },
    'GET Url/health of compute answers 200 and a body with "a \\"yes\\"" and a certificate for 14 days within 5 s',
    0,
  ],
  [{ ...http, retryMinutes: 3 }, "GET Url of compute answers 200 within 5 s, asked again for 3 min", 3],
  [alarm, "the alarm Errors of compute stays OK for 5 min", 5],
  [{ ...alarm, retryMinutes: 3 }, "the alarm Errors of compute stays OK for 5 min, asked again for 3 min", 8],
  [smoke, "the function Smoke of compute says so within 10 s", 0],
  [
    { ...smoke, retryMinutes: 3 },
    "the function Smoke of compute says so within 10 s, asked again for 3 min",
    3,
  ],
])("what %j asks is told in words, and may take its minutes", (question, words, minutes) => {
  expect(questionInWords(question)).toBe(words);
  expect(longestMinutes(question)).toBe(minutes);
});
