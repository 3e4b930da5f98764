import { readDefinition } from "../assurance/prove/definition.ts";
import type { Call, Machine } from "../assurance/prove/machines.ts";
import { Account } from "../simulator/account.ts";
import { type Deployed, Functions, type Handler } from "../simulator/functions.ts";
import { Process } from "../simulator/process.ts";
import { Random } from "../simulator/random.ts";
import { CloudFormation } from "../simulator/services/cloudformation.ts";
import { DynamoDb } from "../simulator/services/dynamodb.ts";
import { Kms, keyArnOf } from "../simulator/services/kms.ts";
import { S3 } from "../simulator/services/s3.ts";
import { apiOf } from "../simulator/step-functions/api.ts";
import { StepFunctions } from "../simulator/step-functions/step-functions.ts";
import { VirtualTime } from "../simulator/time.ts";
import { signedText } from "./cases/kms.ts";
import type { Contract, Place } from "./contract.ts";

/** Asks a contract of the account in memory, in a time of its own. */
export async function askInMemory({ act }: Contract): Promise<unknown> {
  const time = new VirtualTime(Date.parse("2026-11-24T10:00:00Z"));
  const random = new Random(1);
  const account = new Account(time, random);
  const kms = new Kms();
  kms.announce(Buffer.from(signedText));
  const machines = new Map<string, Machine>();
  const deployed = new Map<string, Deployed>();
  const functions = new Functions(account, deployed);
  const states = new StepFunctions({ machines }, time, random, (name, payload, purpose) =>
    functions.invoke(name, payload, purpose),
  );
  const services = {
    dynamodb: new DynamoDb().service,
    s3: new S3(() => time.nowMs()).service,
    kms: kms.service,
    cloudformation: new CloudFormation(time).service,
    states: apiOf(states),
    lambda: functions.service,
  };
  for (const [name, service] of Object.entries(services)) account.services.set(name, service);

  let names = 0;
  const unique = (name: string) => {
    names += 1;
    return `${name}-${names}`;
  };
  const place: Place = {
    unique,
    table: "table",
    bucket: "bucket",
    key: keyArnOf("signing"),
    linkKey: keyArnOf("link"),
    pause: (ms) => time.pause(ms),
    async deploy({ functions: sources = {}, machines: definitions }) {
      const arns: Record<string, string> = {};
      for (const [name, source] of Object.entries(sources)) {
        const functionName = unique(name);
        const { handler } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
          handler: Handler;
        };
        deployed.set(functionName, { timeoutSeconds: 30, container: () => handler });
        arns[name] = `arn:aws:lambda:::function:${functionName}`;
      }
      for (const [name, definition] of Object.entries(definitions)) {
        const machineName = unique(name);
        const text = JSON.stringify(definition).replace(
          /\$\{([^}]+)\}/g,
          (_, key: string) => arns[key] ?? "",
        );
        const read = readDefinition(machineName, text);
        if ("findings" in read) throw new Error(read.findings.map(({ message }) => message).join("; "));
        machines.set(machineName, {
          name: machineName,
          definition: read.definition,
          digest: "",
          calls: new Map<string, Call>(),
        });
        arns[name] = `arn:aws:states:::stateMachine:${machineName}`;
      }
      return arns;
    },
  };
  return account.carryOut(new Process("somebody", "a contract"), () => act(place));
}
