import { Fn, RemovalPolicy } from "aws-cdk-lib";
import { type CfnStage, HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Effect, PolicyStatement, ServicePrincipal, StarPrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { suppress } from "./suppress.ts";

const route = "/approvals/{invitation}";
/** What SNS says of whatever it has a key encrypt or decrypt: the topic. */
const topicContext = "aws:sns:topicArn";
const requestsPerSecond = 100;

/** The approval pages: looking and deciding are separate functions, because only deciding may write records. */
export class Approvals extends Construct {
  /** The address of the approval pages. */
  readonly url: string;
  /** Seals the task tokens of waiting gates, and mails on their way through SNS (docs/decisions/0155-one-key-seals-tokens-and-mails.md). */
  readonly tokenKey: Key;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string, approvalsUrl: string | undefined) {
    super(scope, id);
    this.tokenKey = new Key(this, "TokenKey", {
      description: "Interlock: task tokens of gates that wait, and mails on their way",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // An alarm cannot publish under AWS's own key for SNS, because that key's policy does not allow CloudWatch.
    // Source: SNS developer guide, "Key management", compatibility with event sources.
    this.tokenKey.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsMayPublish",
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        resources: ["*"],
      }),
    );
    this.api = new HttpApi(this, "Api", { description: "Interlock: approvals" });
    this.url =
      approvalsUrl === undefined
        ? this.api.apiEndpoint
        : Fn.join(this.api.apiId, approvalsUrl.split("{apiId}"));
    const accessLog = new LogGroup(this, "AccessLog", { retention: RetentionDays.THIRTEEN_MONTHS });
    const stage = this.api.defaultStage?.node.defaultChild as CfnStage;
    stage.defaultRouteSettings = {
      throttlingBurstLimit: 2 * requestsPerSecond,
      throttlingRateLimit: requestsPerSecond,
    };
    // Log the route, never the path: the path contains the secret of a link.
    stage.accessLogSettings = {
      destinationArn: accessLog.logGroupArn,
      format: JSON.stringify({
        requestId: "$context.requestId",
        requestTime: "$context.requestTime",
        route: "$context.routeKey",
        status: "$context.status",
        sourceIp: "$context.identity.sourceIp",
      }),
    };
  }

  get apiId(): string {
    return this.api.apiId;
  }

  /** Routes requests to the functions. Any other method reaches the function that can only read, which refuses it. */
  connect({
    show,
    decide,
    showRuns,
  }: {
    readonly show: IFunction;
    readonly decide: IFunction;
    readonly showRuns: IFunction;
  }): void {
    const pages = [
      { paths: [route], methods: [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.ANY], page: show, id: "show" },
      { paths: [route], methods: [HttpMethod.POST], page: decide, id: "decide" },
      {
        paths: ["/runs", "/runs/{run}"],
        methods: [HttpMethod.GET, HttpMethod.HEAD],
        page: showRuns,
        id: "show-runs",
      },
      // Where the identity provider sends the browser back, after the form.
      { paths: ["/sign-in"], methods: [HttpMethod.GET], page: decide, id: "sign-in" },
    ];
    for (const { paths, methods, page, id } of pages) {
      const integration = new HttpLambdaIntegration(`${id}-approval`, page);
      for (const added of paths.flatMap((path) => this.api.addRoutes({ path, methods, integration })))
        suppress(added, {
          "AwsSolutions-APIG4":
            "the link's 256 random bits are the authorization; a caller without them sees one page that reveals nothing",
        });
    }
  }

  /**
   * Denies every other principal to open a sealed token, whatever other policies allow. What SNS sealed is no token: its encryption
   * context names a topic, and a token's names a run and a gate. Under another context than its own, KMS opens nothing.
   * Sources: SNS developer guide, "Key management"; KMS developer guide, "Encryption context".
   */
  keepTokens(answering: readonly IFunction[]): void {
    this.tokenKey.addToResourcePolicy(
      new PolicyStatement({
        sid: "OnlyTheAnsweringFunctionsOpen",
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: ["kms:Decrypt", "kms:ReEncryptFrom"],
        resources: ["*"],
        conditions: {
          ArnNotEquals: { "aws:PrincipalArn": answering.flatMap(({ role }) => role?.roleArn ?? []) },
          Null: { [`kms:EncryptionContext:${topicContext}`]: "true" },
        },
      }),
    );
  }
}
