import { CloudControlClient, GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { mockClient } from "aws-sdk-client-mock";
import { cloudControlIn } from "../../../lib/ports/cloud-control/aws.ts";
import { reached } from "../../fixtures/reached.ts";

const client = mockClient(CloudControlClient);
const read = () =>
  cloudControlIn(reached("staging")).read({
    type: "AWS::Glue::Crawler",
    identifier: "crawler",
    stack: "shop-staging-data",
  });
const failing = (name: string, httpStatusCode = 400) =>
  client
    .on(GetResourceCommand)
    .rejects(Object.assign(new Error("it says why"), { name, $metadata: { httpStatusCode } }));

beforeEach(() => client.reset());
afterAll(() => client.restore());

test("what is read stands, with its properties", async () => {
  client.on(GetResourceCommand).resolves({ ResourceDescription: { Properties: '{"Name":"crawler"}' } });

  expect(await read()).toEqual({ is: "standing", properties: { Name: "crawler" } });
});

test.each([undefined, "{}", "null", "[]"])(
  "an answer with properties %s shows nothing",
  async (Properties) => {
    client.on(GetResourceCommand).resolves({ ResourceDescription: { Properties } });

    expect((await read()).is).toBe("unread");
  },
);

test("only ResourceNotFoundException says that it is absent", async () => {
  failing("ResourceNotFoundException");

  expect(await read()).toEqual({ is: "absent" });
});

// Source: Cloud Control API reference, GetResource, errors.
test.each([
  "TypeNotFoundException",
  "UnsupportedActionException",
  "InvalidRequestException",
  "InvalidCredentialsException",
  "PrivateTypeException",
  "GeneralServiceException",
  "HandlerFailureException",
  "ResourceConflictException",
  "AccessDeniedException",
])("%s leaves it unread, and says why", async (name) => {
  failing(name);

  expect(await read()).toEqual({ is: "unread", because: `${name}: it says why` });
});

test.each([
  ["NotStabilizedException", 400],
  ["HandlerInternalFailureException", 502],
  ["HandlerInternalFailureException", 400],
  ["NetworkFailureException", 502],
  ["ServiceInternalErrorException", 502],
])("%s (%i) asks for patience", async (name, status) => {
  failing(name, status);

  await expect(read()).rejects.toMatchObject({ name: "Throttled" });
});

test("an error that nobody knows is no answer", async () => {
  failing("SomethingNew");

  await expect(read()).rejects.toMatchObject({ name: "SomethingNew" });
});
