import { judgePush, pushEventSchema } from "../../../lib/domain/change/push.ts";
import { documentedEvents, watched } from "../../fixtures/push-events.ts";

/** What becomes of an event at the door. */
function becomes(event: unknown): unknown {
  const parsed = pushEventSchema.safeParse(event);
  if (!parsed.success) return "refused";
  try {
    const judged = judgePush(parsed.data, watched);
    return "left" in judged ? judged.left : judged;
  } catch (error) {
    expect(error).toMatchObject({ name: "InvalidInput" });
    return "refused";
  }
}

test.each(documentedEvents)("CodeCommit's %s becomes what it should", (_, event, expected) => {
  expect(becomes(event)).toEqual(expected);
});

test("a refusal says what came, what is watched, and what to do", () => {
  const [, event] = documentedEvents.find(([what]) => what === "an event of another account") ?? [];
  expect(() => judgePush(pushEventSchema.parse(event), watched)).toThrow(
    'the push is of MyDemoRepo in account 999999999999, us-east-2 (arn:aws:codecommit:us-east-2:123456789012:MyDemoRepo), but the settings watch MyDemoRepo in account 123456789012, us-east-2: correct the rule, or the setting "repository"',
  );
});
