import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { unknownAnswer } from "../../domain/errors.ts";
import { patientClient } from "../shared/passing-errors.ts";
import { boundTo } from "../shared/sealed-token.ts";
import type { Callbacks } from "./port.ts";

const stepFunctions = patientClient(new SFNClient());
const kms = patientClient(new KMSClient());

/**
 * Opens and answers task tokens. The answer is empty: the next state reads the decision from the records. All three errors
 * mean that the token was answered or its execution is gone (Step Functions API reference, SendTaskSuccess).
 */
export const taskCallbacks: Callbacks = {
  async answer({ runId, gate, sealedToken }) {
    const { Plaintext } = await kms.send(
      new DecryptCommand({
        CiphertextBlob: Buffer.from(sealedToken, "base64"),
        EncryptionContext: boundTo({ runId, gate }),
      }),
    );
    if (Plaintext === undefined)
      throw unknownAnswer(`KMS opened nothing for ${gate} of ${runId}: look at the key's state`);
    try {
      await stepFunctions.send(
        new SendTaskSuccessCommand({ taskToken: Buffer.from(Plaintext).toString("utf8"), output: "{}" }),
      );
      return true;
    } catch (error) {
      if (error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken)
        return false;
      throw error;
    }
  },
};
