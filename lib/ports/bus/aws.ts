import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { throttled, unknownAnswer } from "../../domain/errors.ts";
import { isPassingName, patientClient } from "../shared/passing-errors.ts";
import type { Bus } from "./port.ts";

const events = patientClient(new EventBridgeClient());

/** The bus of an application, which bears its name. */
export const busOf = ({ application }: { readonly application: string }): Bus => {
  const put = async (DetailType: string, detail: object, what: string): Promise<void> => {
    const { FailedEntryCount = 0, Entries = [] } = await events.send(
      new PutEventsCommand({
        Entries: [
          { EventBusName: application, Source: "interlock", DetailType, Detail: JSON.stringify(detail) },
        ],
      }),
    );
    if (FailedEntryCount === 0) return;
    // A refused entry is no error of the request; some of its codes may be tried again (EventBridge API reference, PutEvents).
    const code = Entries[0]?.ErrorCode ?? "no reason";
    const message = `the bus ${application} did not take ${what}: ${code}`;
    throw isPassingName(code) ? throttled(message) : unknownAnswer(message);
  };
  return {
    commitPushed: (event) => put("Commit Pushed", event, `the commit ${event.commit}`),
    changeQueued: (event) => put("Change Queued", event, `the change of ${event.run}`),
    runMoved: (event) => put("Run Moved", event, `the progress of ${event.run}`),
    runClosed: (event) => put("Run Closed", event, `the end of ${event.run}`),
  };
};
