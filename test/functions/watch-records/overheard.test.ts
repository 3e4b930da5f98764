import { refuse, requestsFor } from "../../simulator/requests.ts";
import { open, watching } from "./watching.ts";

describe("the mails of an approver", () => {
  const own = { endpoint: "change-manager@example.com", isConfirmed: true };
  const foreign = { endpoint: "mallory@example.com", isConfirmed: true };

  test.each([
    ["also reach somebody else", [own, foreign], 1],
    ["would reach somebody else who has not confirmed", [own, { ...foreign, isConfirmed: false }], 0],
    ["reach nobody else", [own], 0],
  ])("are counted when they %s", async (_what, subscriptions, overheard) => {
    const { installation, look } = await watching({ run: open });
    installation.sns.subscriptions.set(installation.topicArns["change-manager"] ?? "", subscriptions);

    expect(await look()).toMatchObject({ overheard });
  });

  test("do not keep the records from being compared when SNS does not answer", async () => {
    const { installation, look, copies } = await watching({ run: open });
    refuse(installation.account, requestsFor("sns", "ListSubscriptionsByTopic"), {
      error: () => new Error("SNS is down"),
    });

    await expect(look()).rejects.toThrow("SNS is down");
    expect(await copies.list("run", { from: 1, to: null })).toHaveLength(2);
  });
});
