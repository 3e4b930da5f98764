import {
  ApiGatewayV2Client,
  CreateIntegrationCommand,
  CreateRouteCommand,
} from "@aws-sdk/client-apigatewayv2";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import type { Installation } from "../../../lib/installation/installation.ts";

const lambda = new LambdaClient();
const gateway = new ApiGatewayV2Client();
const pages = [
  { page: "show-invitation", method: "GET" },
  { page: "decide", method: "POST" },
] as const;

type Page = (typeof pages)[number]["page"];
type Deployed = Awaited<ReturnType<typeof deployed>>;

async function deployed(application: string, page: Page) {
  const { Configuration, Code } = await lambda.send(
    new GetFunctionCommand({ FunctionName: `${application}-${page}` }),
  );
  const { Role = "", Handler = "", Runtime, MemorySize, Timeout } = Configuration ?? {};
  const code = await fetch(Code?.Location ?? "");
  if (!code.ok) throw new Error(`the code of ${page}: ${code.status}`);
  return {
    roleArn: Role,
    variables: Configuration?.Environment?.Variables ?? {},
    rest: { Role, Handler, Runtime, MemorySize, Timeout },
    zip: new Uint8Array(await code.arrayBuffer()),
  };
}

/** Installs more applications in the table of one installation: the approval pages of each. */
export type MoreApplications = {
  /** The role of the function that decides. */
  readonly decidingRoleArn: string;
  /** Installs one. Returns the address of its approval pages. */
  install(application: string): Promise<string>;
};

/**
 * An application has one run at a time, so runs that wait at the same moment are of so many applications. Each has the
 * approval pages that were deployed: the same bytes under the same roles, with its own name and address. The rest of a
 * control plane has no part in a decision, and is not installed again.
 */
export async function moreApplications({
  application: original,
  approvalsUrl,
}: Pick<Installation, "application" | "approvalsUrl">): Promise<MoreApplications> {
  const functions = {
    "show-invitation": await deployed(original, "show-invitation"),
    decide: await deployed(original, "decide"),
  };
  const ApiId = /execute-api\/([^/]+)/.exec(approvalsUrl)?.[1] ?? "";
  const copy = async (page: Page, { variables, rest, zip }: Deployed, application: string, url: string) => {
    const FunctionName = `${application}-${page}`;
    const { FunctionArn = "" } = await lambda.send(
      new CreateFunctionCommand({
        ...rest,
        FunctionName,
        Code: { ZipFile: zip },
        Environment: { Variables: { ...variables, APPLICATION: application, APPROVALS_URL: url } },
      }),
    );
    await lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: "pages",
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
      }),
    );
    return FunctionArn;
  };
  return {
    decidingRoleArn: functions.decide.roleArn,
    async install(application) {
      const url = `${approvalsUrl}/${application}`;
      for (const { page, method } of pages) {
        const { IntegrationId } = await gateway.send(
          new CreateIntegrationCommand({
            ApiId,
            IntegrationType: "AWS_PROXY",
            IntegrationUri: await copy(page, functions[page], application, url),
            PayloadFormatVersion: "2.0",
          }),
        );
        await gateway.send(
          new CreateRouteCommand({
            ApiId,
            RouteKey: `${method} /${application}/approvals/{invitation}`,
            Target: `integrations/${IntegrationId}`,
          }),
        );
      }
      return url;
    },
  };
}
