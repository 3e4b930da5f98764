import { isFact } from "../../lib/domain/records/facts.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import { install, take } from "../simulator/runs.ts";

test("no link goes to a topic to which somebody has subscribed since the run was opened: the gate expires", async () => {
  const world = install();
  whenEntering(world, "6.3 Ask for production release", () =>
    world.sns.subscriptions.set(world.topicArns["release-manager"] ?? "", [
      { endpoint: "release-manager@example.com", isConfirmed: true },
      { endpoint: "mallory@example.com", isConfirmed: true },
    ]),
  );
  const { verdict, entries } = await take(world);
  const sent = entries
    .filter(isFact("send-invitation", "outcome"))
    .findLast(({ subject }) => subject === "production-release");

  expect(verdict).toBe("REJECTED");
  expect(sent?.detail).toMatchObject({
    accepted: false,
    reason: "it would also reach others: e-mail to mallory@example.com",
  });
  expect(
    world.people.mails.filter(
      ({ text, topicArn }) => topicArn.endsWith("release-manager") && text.includes("/approvals/"),
    ),
  ).toEqual([]);
});
