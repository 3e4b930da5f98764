import {
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { Callbacks } from "../ports.ts";

const stepFunctions = new SFNClient();

/**
 * Answers task tokens. An answer says nothing: what was decided is read by the next state. All three errors mean that
 * the token was answered or its execution is gone (Step Functions API reference, SendTaskSuccess).
 */
export const taskCallbacks: Callbacks = {
  async answer(taskToken) {
    try {
      await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
      return true;
    } catch (error) {
      if (error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken)
        return false;
      throw error;
    }
  },
};
