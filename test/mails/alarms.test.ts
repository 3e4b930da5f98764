import { alarms } from "../../lib/mails/alarms.ts";

test("an alarm's description names the function whose event or mail was not delivered", () => {
  expect(alarms.undeliveredEvent("sweep")).toBe(
    "An event for sweep could not be delivered. It is in the dead-letter queue of sweep",
  );
  expect(alarms.undeliveredMail("open-gate")).toMatch(/open-gate tries again/);
});

test("every description fits into an alarm: 1,024 characters (CloudWatch API reference, PutMetricAlarm)", () => {
  const texts = Object.values(alarms).map((text) =>
    typeof text === "string" ? text : text("provision-step-production"),
  );
  for (const text of texts) expect(text.length).toBeLessThanOrEqual(1_024);
});
