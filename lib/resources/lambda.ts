import { neverPublic, policyProbe, policyShapes, policyTextProbe } from "./checks.ts";
import { moving, text } from "./fact.ts";
import { described, general, opening, ownedBy, type Service } from "./row.ts";

/** What belongs to a function goes with it. */
const ofFunction = ownedBy("AWS::Lambda::Function", "FunctionName");

/** Lambda. Source of the states: Lambda API reference, FunctionConfiguration and GetEventSourceMapping. */
export const lambda = {
  iam: "lambda",
  types: {
    "AWS::Lambda::Function": described({
      arn: { kind: "function", id: "name" },
      facts: {
        // Inactive: Lambda has reclaimed what an idle function does not need; the next call brings it back.
        state: moving(
          text("Active", "Inactive", "ActiveNonInvocable", "Pending", "Failed", "Deactivating", "Deleting"),
        ),
        codeSha256: text(),
        ...policyShapes,
      },
      probes: [
        {
          fact: "active",
          about: ["state"],
          checks: ["health-checks-operational"],
          settles: true,
          holds: ({ state }) => state === "Active" || state === "Inactive",
          saw: ({ state }) => state,
        },
        policyProbe,
        policyTextProbe,
      ],
      state: { fact: "state", gone: [], going: ["Deleting"] },
      actions: [
        "lambda:GetFunctionConfiguration",
        "lambda:GetPolicy",
        "lambda:ListAliases",
        "lambda:ListVersionsByFunction",
      ],
      look: "aws lambda get-function-configuration --function-name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a function policy that lets everyone call it", fact: "admitsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::Lambda::Url": described({
      // It has no ARN of its own: CloudFormation names it by its function's.
      arn: { kind: "url", id: "arn" },
      facts: { auth: text("AWS_IAM", "NONE") },
      probes: [
        {
          fact: "url-auth",
          about: ["auth"],
          checks: neverPublic,
          holds: ({ auth }) => auth === "AWS_IAM",
          saw: ({ auth }) => auth,
        },
      ],
      state: null,
      actions: ["lambda:GetFunctionUrlConfig"],
      look: "aws lambda get-function-url-config --function-name {id}",
      owner: { types: ["AWS::Lambda::Function"], property: "TargetFunctionArn" },
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "a function URL that asks for no signature",
        fact: "auth",
        actions: [],
      },
      announced: ({ properties }) => properties["AuthType"] !== "AWS_IAM",
      rehearsed: null,
    }),
    "AWS::Lambda::EventSourceMapping": described({
      arn: { kind: "event-source-mapping", id: "name" },
      facts: {
        state: moving(
          text("Enabled", "Creating", "Enabling", "Disabling", "Disabled", "Updating", "Deleting"),
        ),
      },
      probes: [
        {
          fact: "mapped",
          about: ["state"],
          checks: ["health-checks-operational"],
          settles: true,
          // A mapping may be disabled on purpose; what is on its way is not there yet.
          holds: ({ state }) => state === "Enabled" || state === "Disabled",
          saw: ({ state }) => state,
        },
      ],
      state: { fact: "state", gone: [], going: ["Deleting"] },
      actions: ["lambda:GetEventSourceMapping"],
      look: "aws lambda get-event-source-mapping --uuid {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::Lambda::LayerVersion": described({
      arn: { kind: "layer", id: "arn" },
      facts: { codeSha256: text() },
      probes: [],
      state: null,
      actions: ["lambda:GetLayerVersion"],
      look: "aws lambda get-layer-version-by-arn --arn {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      // Others may use it only by a permission of its own type, which has no row.
      exposure: null,
      rehearsed: null,
    }),
    "AWS::Lambda::LayerVersionPermission": general([
      {
        fact: "layer-permission",
        what: "a layer that everyone may use",
        isOpen: ({ Principal, OrganizationId }) => Principal === "*" && OrganizationId === undefined,
      },
    ]),
    "AWS::Lambda::Permission": opening(ofFunction),
    "AWS::Lambda::Version": ofFunction,
    "AWS::Lambda::Alias": ofFunction,
    "AWS::Lambda::EventInvokeConfig": ofFunction,
  },
} satisfies Service;
