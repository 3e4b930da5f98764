import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { identifierPartsOf, registryTypes } from "../../lib/resources/identifier.ts";
import { rows } from "../../lib/resources/resources.ts";
import { hasRow } from "../../lib/resources/tables.ts";
import { printFigure } from "../fixtures/print-figure.ts";

const spec = loadAwsServiceSpecSync();

test("every type of the registry with a read handler has a reader, and none without", () => {
  const { readable, unreadable } = registryTypes();
  const withReader = readable.filter((type) => identifierPartsOf(type) !== null);

  printFigure(`readers: ${withReader.length} of ${readable.length} registry types with a read handler`);
  expect(withReader).toHaveLength(readable.length);
  expect(unreadable.filter((type) => identifierPartsOf(type) !== null)).toEqual([]);
  expect(readable.length).toBeGreaterThan(1_700);
});

test("the identifiers are those of AWS's own database of types, which lags behind the registry for a few", () => {
  const { readable } = registryTypes();
  const different = readable.filter((type) => {
    const [known] = spec.lookup("resource", "cloudFormationType", "equals", type);
    const parts = identifierPartsOf(type)?.map(({ path }) => path.join("/"));
    return known?.primaryIdentifier !== undefined && known.primaryIdentifier.join() !== parts?.join();
  });

  expect(different).toEqual([
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::AppStream::Fleet",
    "AWS::AppStream::StackFleetAssociation",
    "AWS::AutoScalingPlans::ScalingPlan",
    "AWS::Cloud9::EnvironmentEC2",
    "AWS::CodeBuild::ReportGroup",
    "AWS::Config::OrganizationConfigRule",
    "AWS::DAX::SubnetGroup",
    "AWS::DataZone::ProjectMembership",
    "AWS::DirectoryService::MicrosoftAD",
    "AWS::EMR::InstanceFleetConfig",
    "AWS::Glue::Table",
    "AWS::IoT::PolicyPrincipalAttachment",
  ]);
});

test("a type whose row leaves it to Cloud Control is one that Cloud Control reads", () => {
  const { readable } = registryTypes();
  const left = rows.filter(({ row }) => row.goneBy === "cloud-control").map(({ type }) => type);

  expect(left.filter((type) => !readable.includes(type))).toEqual([]);
  expect(left.filter((type) => hasRow.includes(type))).toEqual([]);
});
