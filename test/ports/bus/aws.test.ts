import { Installation } from "../../simulator/installation.ts";

/** What the bus's port throws when EventBridge takes the request and refuses the entry with this code. */
async function refusedWith(ErrorCode: string): Promise<unknown> {
  const installation = await Installation.withoutLatency();
  const { services } = installation.account;
  services.set("events", { PutEvents: () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode }] }) });
  const event = { run: "shop-0123456789ab-1", verdict: "SUCCEEDED" };
  return installation.does(() => installation.port("bus").runClosed(event as never)).catch((error) => error);
}

// Source: EventBridge API reference, PutEvents, ErrorCode: which errors may be tried again.
test.each([
  ["ThrottlingException", "Throttled"],
  ["InternalFailure", "Throttled"],
  ["AccessDeniedException", "UnknownAnswer"],
])("an event that is refused inside a success with %s is %s", async (code, name) => {
  expect(await refusedWith(code)).toMatchObject({ name, message: expect.stringContaining(code) });
});
