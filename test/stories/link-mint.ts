import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Installation } from "../../lib/installation/installation.ts";
import { linkMintUnder } from "../../lib/ports/link-mint/aws.ts";
import type { LinkMint } from "../../lib/ports/link-mint/port.ts";

/**
 * Mints links as `open-gate` does. On AWS only the senders may; a story is the emulator's administrator, whom nothing
 * stops there.
 */
export async function linkMintOf({ application }: Pick<Installation, "application">): Promise<LinkMint> {
  const { Environment } = await new LambdaClient().send(
    new GetFunctionConfigurationCommand({ FunctionName: `${application}-open-gate` }),
  );
  return linkMintUnder({ keyArn: Environment?.Variables?.["LINK_KEY_ARN"] ?? "" });
}
