/** A public CDK app, and how it becomes one with a Stage per environment. */
export type PublicApp = {
  readonly name: string;
  /** Owner and name on GitHub. */
  readonly repository: string;
  /** The commit that the outcomes were measured at. */
  readonly commit: string;
  readonly licence: string;
  /** The app's folder in its repository. */
  readonly folder: string;
  /** The file that makes the CDK's `App`: what follows it is done in each Stage. */
  readonly entry: string;
  /** What a team edits besides; absent if nothing. */
  readonly edits?: readonly Edit[];
};

/** One replacement in a file of the app, and what it is in words. */
export type Edit = {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
};

const examples = (folder: string, entry = "index.ts", edits: readonly Edit[] = []): PublicApp => ({
  name: folder.replace("/", "-"),
  repository: "aws-samples/aws-cdk-examples",
  commit: "bccff1d2775e4b0bf777721c6b41c0107e122f73",
  licence: "Apache-2.0",
  folder: `typescript/${folder}`,
  entry,
  ...(edits.length === 0 ? {} : { edits }),
});

/** Apps of several kinds, which nobody chose because they pass. */
export const publicApps: readonly PublicApp[] = [
  examples("api-cors-lambda-crud-dynamodb"),
  examples("cognito-api-lambda"),
  examples("api-websocket-lambda-dynamodb"),
  examples("appsync-graphql-dynamodb", "bin/cdk-appsync-demo.ts"),
  examples("application-load-balancer"),
  examples("custom-resource"),
  examples("ddb-stream-lambda-sns", "bin/ddb-stream.ts"),
  examples("ecs/fargate-application-load-balanced-service"),
  examples("ecs/cross-stack-load-balancer"),
  examples("eventbridge-lambda"),
  examples("http-proxy-apigateway"),
  examples("lambda-cron"),
  examples("lambda-layer", "bin/lambda-layer.ts"),
  examples("rds/mysql", "mysql.ts"),
  examples("s3-sns-lambda-chain", "bin/s3-sns-sqs-lambda-chain.ts"),
  examples("static-site-basic"),
  examples("stepfunctions-job-poller"),
  examples("waf", "app.ts"),
  {
    name: "cdk-workshop",
    repository: "aws-samples/aws-cdk-intro-workshop",
    commit: "3a59661864d5ad3022a897fa98d13747a2764798",
    licence: "MIT-0",
    folder: "code/typescript/main-workshop",
    entry: "bin/cdk-workshop.ts",
    edits: [
      {
        what: "its cdk.json runs a compiler that its packages hold",
        file: "cdk.json",
        from: "npx ts-node --prefer-ts-exts bin/cdk-workshop.ts",
        to: "npx tsc && node bin/cdk-workshop.js",
      },
    ],
  },
  {
    name: "minecraft-ondemand",
    repository: "doctorray117/minecraft-ondemand",
    commit: "0826651c6e240233a97a0df077a1b93ecf35f53b",
    licence: "Apache-2.0",
    folder: "cdk",
    entry: "bin/cdk.ts",
    edits: [
      {
        what: "its domain, which an uncommitted file names",
        file: "lib/config.ts",
        from: "process.env.DOMAIN_NAME || ''",
        to: "process.env.DOMAIN_NAME || 'example.com'",
      },
      ...["of its domain", "of its server"].map((which) => ({
        what: `the account ${which}`,
        file: "bin/cdk.ts",
        from: "account: process.env.CDK_DEFAULT_ACCOUNT",
        to: "account: '111111111111'",
      })),
    ],
  },
];
