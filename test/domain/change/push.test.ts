import { judgePush, pushEventSchema } from "../../../lib/domain/change/push.ts";
import { becomes, documentedEvents, watched } from "../../fixtures/push-events.ts";

test.each(documentedEvents)("CodeCommit's %s becomes what it should", (_, event, expected) => {
  expect(becomes(event)).toEqual(expected);
});

test("a refusal says what came, what is watched, and what to do", () => {
  const [, event] = documentedEvents.find(([what]) => what === "an event of another account") ?? [];
  expect(() => judgePush(pushEventSchema.parse(event), watched)).toThrow(
    'the push is of MyDemoRepo in account 999999999999, us-east-2 (arn:aws:codecommit:us-east-2:123456789012:MyDemoRepo), but the settings watch MyDemoRepo in account 123456789012, us-east-2: correct the rule, or the setting "repository"',
  );
});
