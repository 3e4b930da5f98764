import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { sessionsIn } from "../../../../lib/ports/shared/environments/sessions.ts";
import { reached } from "../../../fixtures/reached.ts";

const sts = mockClient(STSClient);
afterEach(() => sts.reset());
afterAll(() => sts.restore());

const at = reached("staging").place("staging");
const session = () => sessionsIn({ nowMs: () => 0 })("look", at);
const refusal = (name: string, message: string) => Object.assign(new Error(message), { name });

// Source of the names: STS API reference, AssumeRole, Errors, and Common errors.
test("an account whose bootstrap does not trust the control plane is named, with what to do", async () => {
  sts.on(AssumeRoleCommand).rejects(refusal("AccessDenied", "not authorized to perform: sts:AssumeRole"));

  await expect(session()).rejects.toMatchObject({
    name: "SettingMissing",
    message: expect.stringMatching(
      /^staging's account 333333333333 does not let us assume arn:aws:iam::333333333333:role\/\S+: run "interlock bootstrap" with credentials of that account, or correct the settings/,
    ),
  });
});

test.each(["PackedPolicyTooLargeException", "MalformedPolicyDocumentException"])(
  "a session policy that STS refuses with %s is named, with what to do",
  async (name) => {
    sts.on(AssumeRoleCommand).rejects(refusal(name, "the packed policy is at 112 percent"));

    await expect(session()).rejects.toMatchObject({
      name: "SettingMissing",
      message: expect.stringMatching(
        /^STS refuses the session policy for \S+ \(the packed policy is at 112 percent\): give the application a shorter name/,
      ),
    });
  },
);

test("a session that was refused is asked for again", async () => {
  const answers = sts.on(AssumeRoleCommand).rejectsOnce(refusal("AccessDenied", "no"));
  answers.resolves({
    Credentials: {
      AccessKeyId: "A",
      SecretAccessKey: "B",
      SessionToken: "C",
      Expiration: new Date(3_600_000),
    },
  });
  const sessions = sessionsIn({ nowMs: () => 0 });

  await expect(sessions("look", at)).rejects.toMatchObject({ name: "SettingMissing" });
  expect(await sessions("look", at)).toMatchObject({ accessKeyId: "A" });
});
