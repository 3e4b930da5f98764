import { identifierOf } from "../../../lib/domain/rollback/identifier.ts";
import { identifierPartsOf, registryTypes } from "../../../lib/resources/identifier.ts";

const of = (type: string, id: string, properties: Readonly<Record<string, unknown>> | null = null) =>
  identifierOf(identifierPartsOf(type) ?? [], id, properties);

describe("the identifier by which Cloud Control reads a resource", () => {
  test("of one part is CloudFormation's id", () => {
    expect(of("AWS::Glue::Crawler", "crawler")).toBe("crawler");
  });

  test("of one part that CloudFormation's id is not, is the property of that name", () => {
    // A Ref of the type answers another property (aws-service-spec, cfnRefIdentifier).
    const type = "AWS::Synthetics::Group";
    const [part] = identifierPartsOf(type) ?? [];
    expect(of(type, "id", part?.isOwnId ? null : { [part?.path[0] ?? ""]: "named" })).toBe(
      part?.isOwnId ? "id" : "named",
    );
  });

  test("of several parts takes each from the properties, and the part that is known to be CloudFormation's id from there", () => {
    expect(of("AWS::ApiGatewayV2::Integration", "i-1", { ApiId: "api-1" })).toBe("api-1|i-1");
    expect(of("AWS::Cognito::UserPoolClient", "c-1", { UserPoolId: "pool" })).toBe("pool|c-1");
  });

  test("of several parts has CloudFormation's id as the one part that no property tells", () => {
    expect(of("AWS::ACMPCA::Permission", "service", { CertificateAuthorityArn: "arn" })).toBe("arn|service");
  });

  test("is CloudFormation's id where that has all the parts", () => {
    expect(of("AWS::ACMPCA::Permission", "arn|service")).toBe("arn|service");
  });

  test.each([{}, { ApiId: "" }, { ApiId: "****" }, { ApiId: { Ref: "Api" } }])(
    "is not guessed where a part is missing: %j",
    (properties) => {
      expect(of("AWS::ApiGatewayV2::Integration", "i-1", properties)).toBeNull();
    },
  );

  test("is not guessed where two parts are missing", () => {
    expect(of("AWS::AppConfig::Deployment", "d-1", { ApplicationId: "a" })).toBeNull();
  });
});

describe("a part of an identifier that is a property", () => {
  const at = (...path: readonly string[]) => ({ path, isOwnId: false });

  test.each([
    [8080, "8080"],
    [true, "true"],
    ["named", "named"],
  ])("is told by %j as %s", (value, told) => {
    expect(identifierOf([at("Endpoint", "Port")], "id", { Endpoint: { Port: value } })).toBe(told);
  });

  test.each([null, {}, { Endpoint: null }, { Endpoint: {} }, { Endpoint: { Port: null } }])(
    "is not told by %j, and an id of one part is not taken for it",
    (properties) => {
      expect(identifierOf([at("Endpoint", "Port")], "id", properties)).toBeNull();
    },
  );
});

describe("the registry", () => {
  test("names every type as CloudFormation does", () => {
    const { readable, unreadable } = registryTypes();

    expect([...readable, ...unreadable].filter((type) => !/^AWS::\w+::\w+$/.test(type))).toStrictEqual([]);
  });

  test.each([
    ["AWS::ACMPCA::Certificate", "first of its service", true],
    ["AWS::Glue::Crawler", "in its midst", true],
    ["AWS::DocDB::DBCluster", "first of those that nothing reads", false],
  ])("has %s, the %s, among what Cloud Control reads: %s", (type, _which, isRead) => {
    const { readable, unreadable } = registryTypes();

    expect([readable.includes(type), unreadable.includes(type)]).toEqual([isRead, !isRead]);
    expect(identifierPartsOf(type) === null).toBe(!isRead);
  });

  test.each(["AWS::DocDB::DBCluster", "AWS::CDK::Metadata", "Custom::Thing", "AWS::Glue", "constructor", ""])(
    "has no reader of %s",
    (type) => {
      expect(identifierPartsOf(type)).toBeNull();
    },
  );
});
