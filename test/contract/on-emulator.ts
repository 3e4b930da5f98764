import { setTimeout } from "node:timers/promises";
import { crc32, deflateRawSync } from "node:zlib";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Place } from "./contract.ts";

/** A place to ask contracts at the emulator that AWS_ENDPOINT_URL leads to. */
export async function placeOnEmulator(): Promise<Place> {
  const mark = Date.now().toString(36);
  let names = 0;
  const unique = (name: string) => {
    names += 1;
    return `${name}-${mark}-${names}`;
  };
  const table = unique("contract");
  await new DynamoDBClient().send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  const bucket = unique("contract");
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 1 } },
      },
    }),
  );
  const { KeyMetadata } = await new KMSClient().send(
    new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
  );
  const { KeyMetadata: linkKey } = await new KMSClient().send(
    new CreateKeyCommand({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" }),
  );
  const roleArn = await madeRole(unique("contract"));
  const lambda = new LambdaClient();
  const states = new SFNClient();
  return {
    unique,
    table,
    bucket,
    key: KeyMetadata?.Arn ?? "",
    linkKey: linkKey?.Arn ?? "",
    pause: async (ms) => {
      await setTimeout(ms);
    },
    async deploy({ functions = {}, machines }) {
      const arns: Record<string, string> = {};
      for (const [name, source] of Object.entries(functions)) {
        const { FunctionArn = "" } = await lambda.send(
          new CreateFunctionCommand({
            FunctionName: unique(name),
            Role: roleArn,
            Runtime: "nodejs24.x",
            Handler: "index.handler",
            Timeout: 30,
            Code: { ZipFile: zipOf("index.mjs", source) },
          }),
        );
        arns[name] = FunctionArn;
      }
      for (const [name, definition] of Object.entries(machines)) {
        const text = JSON.stringify(definition).replace(
          /\$\{([^}]+)\}/g,
          (_, key: string) => arns[key] ?? "",
        );
        const { stateMachineArn = "" } = await states.send(
          new CreateStateMachineCommand({ name: unique(name), roleArn, definition: text }),
        );
        arns[name] = stateMachineArn;
      }
      return arns;
    },
  };
}

/** A ZIP archive of one file (PKWARE APPNOTE 4.3: local header, central directory, end of it). */
function zipOf(name: string, text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const packed = deflateRawSync(bytes);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), packed]);
  const directory = Buffer.concat([
    Buffer.from("PK\u0001\u0002\u0014\u0000"),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

/** Makes a role that functions and state machines of the contracts act under, and answers its ARN. It may do everything. */
async function madeRole(RoleName: string): Promise<string> {
  const iam = new IAMClient();
  const services = ["lambda.amazonaws.com", "states.amazonaws.com"];
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "everything",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
      }),
    }),
  );
  return Role?.Arn ?? "";
}
