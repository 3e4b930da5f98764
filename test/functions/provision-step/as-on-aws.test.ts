import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { OpenedRun, templateOf, type WantedStep } from "../../simulator/opened-run.ts";
import { done, failed, provision } from "./allowed.ts";

const stackName = "shop-development-storage";
const subject = "development/storage";
const bucket = { Bucket: { Type: "AWS::S3::Bucket" } };

/** A run that may provision one step of development, whose stack stands already with another template. */
async function updating(
  wanted: string,
  before: string,
  step: Partial<WantedStep> = {},
  part: WantedStep["part"] = "storage",
) {
  const run = await OpenedRun.begin({
    steps: { development: [{ part, template: wanted, ...step }] },
  });
  await run.allow("development");
  const stack = run.exists(run.step("development", part), before);
  const until = async () => {
    let answer = await provision(run);
    for (let looks = 0; answer.outcome === "waiting" && looks < 20; looks += 1) {
      await run.installation.pass(60_000);
      answer = await provision(run);
    }
    return answer;
  };
  return { run, stack, until };
}

/** Templates as CDK writes them, with more in their outermost sections. */
const withMore = (name: string, more: object): string =>
  JSON.stringify({ ...(JSON.parse(templateOf(name)) as object), ...more });

describe("a stack whose template has a ?", () => {
  const question = templateOf("Is it deployed?");

  test("cannot be updated if Interlock did not deploy it: it could not be put back", async () => {
    const { run, until } = await updating(templateOf("after"), question);

    expect(await until()).toEqual(failed);
    expect(await run.reasonOf(subject)).toContain("CloudFormation tells every character outside ASCII as ?");
    expect(run.cloudFormation.there(stackName).deployed.template.text).toBe(question);
  });

  test("can be updated if Interlock deployed it", async () => {
    const { run, until } = await updating(templateOf("after"), question);
    const { parameters, tags } = run.step("development", "storage");
    const deployed = { templateDigest: sha256(question), parameters, tags };
    run.keep(canonicalJson(deployed));

    expect(deployedDigest(deployed)).toBe(sha256(canonicalJson(deployed)));
    expect(await until()).toEqual(done);
  });

  test("is kept as it is deployed", async () => {
    const run = await OpenedRun.begin({ steps: { development: [{ part: "storage", template: question }] } });
    await run.allow("development");
    await provision(run);
    const { parameters, tags } = run.step("development", "storage");

    expect(run.kept(deployedDigest({ templateDigest: sha256(question), parameters, tags }))).toBeDefined();
  });
});

test("a stack that was deployed in mode EXPRESS is no state to go back to", async () => {
  const { run, stack, until } = await updating(templateOf("after"), templateOf("before"));
  stack.isExpress = true;

  expect(await until()).toEqual(failed);
  expect(await run.reasonOf(subject)).toContain("mode EXPRESS");
});

test("a stack that was once imported into is updated like any other", async () => {
  const { stack, until } = await updating(templateOf("after"), templateOf("before"));
  stack.move("IMPORT_COMPLETE", undefined);

  expect(await until()).toEqual(done);
  expect(stack.status).toBe("UPDATE_COMPLETE");
});

test("what an update replaced and could not delete is told, although the update is complete", async () => {
  const role = (Name: string) => ({ resources: { Role: { Type: "AWS::IAM::Role", Properties: { Name } } } });
  const { Resources } = JSON.parse(templateOf("after", role("new"))) as { Resources: object };
  const after = withMore("after", { Resources, Metadata: { World: { fails: ["clean-up"] } } });
  const { run, stack, until } = await updating(after, templateOf("before", role("old")), {}, "compute");

  expect(await until()).toEqual(done);
  expect(stack.status).toBe("UPDATE_COMPLETE");
  // CloudFormation tries three times, and the outcome names the resource once.
  expect(await run.reasonOf("development/compute")).toBe(
    "left behind: AWS::IAM::Role old (it cannot be deleted)",
  );
});

test("what an update kept by a policy is told, although the update is complete", async () => {
  const kept = { Role: { Type: "AWS::IAM::Role", DeletionPolicy: "Retain" } };
  const { run, stack, until } = await updating(
    templateOf("after", { resources: bucket }),
    templateOf("before", { resources: { ...bucket, ...kept } }),
    {},
    "compute",
  );
  const id = stack.resources.get("Role");

  expect(await until()).toEqual(done);
  expect(await run.reasonOf("development/compute")).toContain(`kept: AWS::IAM::Role ${id}`);
});

test("what early validation found is the reason of the outcome", async () => {
  const { run, until } = await updating(templateOf("after"), templateOf("before"));
  run.cloudFormation.failsValidation.set(stackName, "Property Name is not defined");

  expect(await until()).toEqual(failed);
  expect(await run.reasonOf(subject)).toContain("Resource/Properties/Name: Property Name is not defined");
});

test("a parameter whose value is read from SSM stands by its name", async () => {
  const version = "/cdk-bootstrap/hnb659fds/version";
  const Parameters = {
    BootstrapVersion: { Type: "AWS::SSM::Parameter::Value<String>", Default: version },
  };
  const run = await OpenedRun.begin({
    steps: {
      development: [
        {
          part: "storage",
          template: templateOf("synthesised", { resources: bucket, parameters: Parameters }),
          parameters: { BootstrapVersion: version },
        },
      ],
    },
  });
  await run.allow("development");

  expect(await provision(run)).toEqual(done);
  expect(await run.recorded("provision-step", "outcome")).toMatchObject([{ result: "created" }]);
});

describe("an export that another stack imports", () => {
  const exporting = (name: string, exported: string) =>
    withMore(name, { Outputs: { Bucket: { Value: "bucket", Export: { Name: exported } } } });
  const importing = JSON.stringify({
    Resources: {
      Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { "Fn::ImportValue": "shop:bucket" } } },
    },
  });

  test("cannot be dropped, which is said before CloudFormation is asked", async () => {
    const { run, until } = await updating(
      exporting("after", "shop:store"),
      exporting("before", "shop:bucket"),
    );
    run.cloudFormation.place("shop-development-compute", importing);
    const seen = run.watch();

    expect(await until()).toEqual(failed);
    expect(await run.reasonOf(subject)).toContain(
      "drops the export shop:bucket, which shop-development-compute imports",
    );
    expect(seen.requests).toEqual([]);
  });

  test("is no obstacle while it stays", async () => {
    const { run, until } = await updating(
      exporting("after", "shop:bucket"),
      exporting("before", "shop:bucket"),
    );
    run.cloudFormation.place("shop-development-compute", importing);

    expect(await until()).toEqual(done);
  });

  test("can be dropped once nobody imports it", async () => {
    const { until } = await updating(exporting("after", "shop:store"), exporting("before", "shop:bucket"));

    expect(await until()).toEqual(done);
  });
});

test("a step of which only the description changed stands as declared, as it was before", async () => {
  const before = withMore("one", { Description: "before" });
  const { run, until } = await updating(withMore("one", { Description: "after" }), before);
  expect(await until()).toEqual(done);
  expect(await run.recorded("provision-step", "outcome")).toMatchObject([{ result: "untouched" }]);
  await run.call("validate-environment", { environment: "development", scope: "everything" });
  const [validation] = await run.recorded("validate-environment", "observation");

  expect(validation?.readings.find(({ fact }) => fact === "stands-as-declared")).toMatchObject({
    answer: "held",
  });
});
