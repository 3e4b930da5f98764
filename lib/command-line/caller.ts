import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { unknownAnswer } from "../domain/errors.ts";

/** Who runs a command: the ARN, account and partition of the credentials, and the region that they are used in. */
export type Caller = {
  readonly arn: string;
  readonly account: string;
  readonly partition: string;
  readonly region: string;
};

/**
 * Asks STS whose credentials these are.
 * @throws UnknownAnswer if STS does not say.
 */
export async function caller(): Promise<Caller> {
  const client = new STSClient();
  const { Arn = "", Account = "" } = await client.send(new GetCallerIdentityCommand({}));
  const [, partition = ""] = Arn.split(":");
  if (Account === "" || partition === "")
    throw unknownAnswer(`STS does not say whose credentials these are (${Arn}): check your credentials`);
  return { arn: Arn, account: Account, partition, region: await client.config.region() };
}
