import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateGrantCommand, DisableKeyCommand, PutKeyPolicyCommand, SignCommand } from "@aws-sdk/client-kms";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { open, present, type Request, type Target } from "./requests.ts";

/** The records, and the keys that sign them. */
export function requestsAboutRecords({ installation }: Target): readonly Request[] {
  const { bucketName, assetsBucketName, tableName, signingKeyArns, decisionKeyArn, accounts, application } =
    installation;
  const { account, region } = accounts.controlPlane;
  const table = `arn:aws:dynamodb:${region}:${account}:table/${tableName}`;
  const lease = { pk: { S: `LEASE#${application}` }, sk: { S: "LEASE" } };
  const message = Buffer.from("a".repeat(32));
  const sign = { Message: message, MessageType: "DIGEST", SigningAlgorithm: "ECDSA_SHA_256" } as const;
  return [
    [
      2,
      "signs with the signing key",
      ({ kms }) => kms.send(new SignCommand({ KeyId: signingKeyArns[0], ...sign })),
    ],
    [
      2,
      "signs with the decision key",
      ({ kms }) => kms.send(new SignCommand({ KeyId: decisionKeyArn, ...sign })),
    ],
    [
      2,
      "opens the signing key",
      ({ kms }) => kms.send(new PutKeyPolicyCommand({ KeyId: signingKeyArns[0], Policy: open("*") })),
    ],
    [
      2,
      "grants itself the decision key",
      ({ kms }) =>
        kms.send(
          new CreateGrantCommand({
            KeyId: decisionKeyArn,
            GranteePrincipal: "arn:aws:iam::222222222222:root",
            Operations: ["Sign"],
          }),
        ),
    ],
    [
      2,
      "disables the signing key",
      ({ kms }) => kms.send(new DisableKeyCommand({ KeyId: signingKeyArns[0] })),
    ],
    [
      14,
      "deletes the lease",
      ({ dynamodb }) => dynamodb.send(new DeleteItemCommand({ TableName: table, Key: lease })),
    ],
    [
      14,
      "puts another lease",
      ({ dynamodb }) =>
        dynamodb.send(new PutItemCommand({ TableName: table, Item: { ...lease, epoch: { N: "0" } } })),
    ],
    [
      14,
      "reads the lease",
      async ({ dynamodb }) =>
        present((await dynamodb.send(new GetItemCommand({ TableName: table, Key: lease }))).Item),
    ],
    ...[bucketName, assetsBucketName].flatMap((Bucket): Request[] => [
      [
        15,
        `puts junk under a digest in ${Bucket}`,
        ({ s3 }) =>
          s3.send(
            new PutObjectCommand({
              Bucket,
              Key: `by-digest/${"a".repeat(64)}`,
              Body: "junk",
              IfNoneMatch: "*",
            }),
          ),
      ],
      [
        16,
        `hides an object of ${Bucket}`,
        ({ s3 }) => s3.send(new DeleteObjectCommand({ Bucket, Key: `by-digest/${"a".repeat(64)}` })),
      ],
      [
        16,
        `opens ${Bucket}`,
        ({ s3 }) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: open(`arn:aws:s3:::${Bucket}/*`) })),
      ],
      [16, `lists ${Bucket}`, ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket }))],
      [
        16,
        `reads an object of ${Bucket}`,
        ({ s3 }) => s3.send(new GetObjectCommand({ Bucket, Key: `by-digest/${"a".repeat(64)}` })),
      ],
    ]),
  ];
}
