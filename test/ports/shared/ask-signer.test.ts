import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { askSigner } from "../../../lib/ports/shared/ask-signer.ts";

const lambda = mockClient(LambdaClient);
beforeEach(() => lambda.reset());

const payload = (answer: unknown) => Buffer.from(JSON.stringify(answer)) as never;
const ask = () =>
  askSigner(
    "shop-sign-receipt",
    { runId: "shop-1", epoch: 1, statement: "validated", about: "staging" },
    "receipt",
  );

describe("a signer that does not sign", () => {
  test.each([
    [
      "for an error of ours that passes, which the state machine tries again",
      "EntryConflict",
      "EntryConflict",
    ],
    ["because the lease has moved on", "LeaseLost", "LeaseLost"],
    ["because the entries do not bear it", "ReceiptRefused", "ReceiptRefused"],
    ["for an error of somebody else's", "AccessDeniedException", "ReceiptRefused"],
  ])("is told as it is %s", async (_why, errorType, name) => {
    lambda.on(InvokeCommand).resolves({
      FunctionError: "Unhandled",
      Payload: payload({ errorType, errorMessage: "so it is" }),
    });

    await expect(ask()).rejects.toMatchObject({ name, message: "no receipt: so it is" });
  });

  test("has refused also when it says nothing but that it failed", async () => {
    lambda.on(InvokeCommand).resolves({ FunctionError: "Unhandled" });

    await expect(ask()).rejects.toMatchObject({ name: "ReceiptRefused", message: "no receipt: Unhandled" });
  });
});
