import { movedIn, pushDetail } from "../../../lib/command-line/door/announce.ts";
import { judgePush, pushEventSchema } from "../../../lib/domain/change/push.ts";
import { pushEvent, watched } from "../../fixtures/push-events.ts";

const none = "0".repeat(40);
const [one, two] = ["1", "2"].map((digit) => digit.repeat(40)) as [string, string];

/** What the control plane makes of a line of the hook's input. */
function judged(line: string): unknown {
  const [moved] = movedIn(line);
  const detail = moved === undefined ? null : pushDetail(watched.repository, moved);
  return detail === null ? null : judgePush(pushEventSchema.parse(pushEvent(detail)), watched);
}

test.each([
  ["a new branch", `${none} ${two} refs/heads/main`, { commit: two, previous: null }],
  ["a push", `${one} ${two} refs/heads/main`, { commit: two, previous: one }],
  ["a deletion", `${one} ${none} refs/heads/main`, { left: "deleted-branch" }],
  ["another branch", `${one} ${two} refs/heads/feature/x`, { left: "other-branch" }],
  ["a tag", `${none} ${two} refs/tags/v1`, { left: "tag" }],
  ["a note of git", `${none} ${two} refs/notes/commits`, null],
])("the hook says %s as CodeCommit would", (_, line, expected) => {
  expect(judged(line)).toEqual(expected);
});

test("a push of several references is several events, in their order", () => {
  expect(movedIn(`${none} ${one} refs/heads/a\n${one} ${two} refs/heads/main\n`)).toEqual([
    { before: none, after: one, name: "refs/heads/a" },
    { before: one, after: two, name: "refs/heads/main" },
  ]);
});
