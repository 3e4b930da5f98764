import { Fn } from "aws-cdk-lib";
import { type CfnStage, HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { suppress } from "./suppress.ts";

const route = "/approvals/{invitation}";
const requestsPerSecond = 20;

/** The pages behind the links: looking and deciding are two functions, because only one of them may write. */
export class Approvals extends Construct {
  /** Where approvers reach the pages. */
  readonly url: string;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string, approvalsUrl: string | undefined) {
    super(scope, id);
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
    // The route and never the path: the path holds the secret of a link.
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

  /** Puts the two functions behind the link. */
  connect({ show, decide }: { readonly show: IFunction; readonly decide: IFunction }): void {
    const pages = [
      { method: HttpMethod.GET, page: show },
      { method: HttpMethod.POST, page: decide },
    ];
    for (const { method, page } of pages) {
      const routes = this.api.addRoutes({
        path: route,
        methods: [method],
        integration: new HttpLambdaIntegration(`${method}-approval`, page),
      });
      for (const added of routes)
        suppress(added, {
          "AwsSolutions-APIG4":
            "the link's 256 random bits are the authorization; whoever lacks them sees one page that says nothing",
        });
    }
  }
}
