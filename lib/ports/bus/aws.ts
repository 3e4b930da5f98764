import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { unknownAnswer } from "../../domain/errors.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Bus } from "./port.ts";

const events = patientClient(new EventBridgeClient());

/** The bus of an application, which bears its name. */
export const busOf = ({ application }: { readonly application: string }): Bus => ({
  async runClosed(event) {
    const { FailedEntryCount = 0, Entries = [] } = await events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: application,
            Source: "interlock",
            DetailType: "Run Closed",
            Detail: JSON.stringify(event),
          },
        ],
      }),
    );
    // A refused entry is no error of the request (EventBridge API reference, PutEvents).
    if (FailedEntryCount > 0)
      throw unknownAnswer(
        `the bus ${application} did not take the end of ${event.run}: ${Entries[0]?.ErrorCode ?? "no reason"}`,
      );
  },
});
