// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import {
  isMutable,
  referencesIn,
  registryImageOf,
  targetOf,
} from "../../../../lib/domain/change/prediction/references.ts";
import type { Value } from "../../../../lib/domain/change/template/values.ts";

const resource = (logicalId: string, attribute: string | null) => ({
  kind: "resource",
  logicalId,
  attribute,
});

describe("a value refers to", () => {
  test.each<[string, Value, readonly object[]]>([
    ["the resource that it names", { Ref: "Topic" }, [resource("Topic", null)]],
    ["nothing where it names none", { Ref: ["Topic"] }, []],
    ["the attribute in a list", { "Fn::GetAtt": ["Db", "Endpoint.Port"] }, [resource("Db", "Endpoint.Port")]],
    ["the attribute in a text", { "Fn::GetAtt": "Db.Endpoint.Port" }, [resource("Db", "Endpoint.Port")]],
    [
      "what stands for an attribute's resource, if that is no name",
      { "Fn::GetAtt": [{ Ref: "Db" }, "Arn"] },
      [resource("Db", null)],
    ],
    ["an export", { "Fn::ImportValue": "vpc" }, [{ kind: "export", name: '"vpc"' }]],
    [
      "an export whose name is put together, and what that is made of",
      { "Fn::ImportValue": { "Fn::Sub": "${Net}-vpc" } },
      [{ kind: "export", name: '{"Fn::Sub":"${Net}-vpc"}' }, resource("Net", null)],
    ],
    [
      "each resource that a text names, and its attributes",
      { "Fn::Sub": "${A}-${ Db.Endpoint.Port }-${B}" },
      [resource("A", null), resource("Db", "Endpoint.Port"), resource("B", null)],
    ],
    ["nothing that a text only writes", { "Fn::Sub": "${!A}-${}" }, []],
    [
      "what a text's own names stand for",
      { "Fn::Sub": ["${V}", { V: { Ref: "A" } }] },
      [resource("V", null), resource("A", null)],
    ],
    [
      "everything that a function is given",
      { "Fn::Join": ["-", ["a", { Ref: "A" }, [{ Ref: "B" }]]] },
      [resource("A", null), resource("B", null)],
    ],
    [
      "everything inside it",
      { a: { b: [{ Ref: "A" }] }, c: { Ref: "B" } },
      [resource("A", null), resource("B", null)],
    ],
    ["nothing that another function only writes", { "Fn::Join": ["${A}", ["b"]] }, []],
    ["nothing by a key beside others", { Ref: "A", Other: 1 }, []],
    [
      "each value that is read at deployment",
      "{{resolve:ssm:/a}}-{{resolve:ssm:/b:1}}",
      [
        { kind: "dynamic", text: "{{resolve:ssm:/a}}" },
        { kind: "dynamic", text: "{{resolve:ssm:/b:1}}" },
      ],
    ],
    ["nothing where it is a number", 1, []],
  ])("%s", (_what, value, references) => {
    expect([...referencesIn(value)]).toStrictEqual(references);
  });
});

const secret = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:db-AbCdEf";
const parameter = "arn:aws:ssm:eu-central-1:111111111111:parameter/shop/size";

describe("what a dynamic reference stands for", () => {
  test.each<[string]>([
    ["{{resolve:ssm:/shop/size}}"],
    ["{{resolve:ssm:/shop/size:}}"],
    ["{{resolve:ssm:/shop/size:1a}}"],
    ["{{resolve:ssm:/shop/size:a1}}"],
    ["{{resolve:ssm:12}}"],
    [`{{resolve:ssm:${parameter}}}`],
    ["{{resolve:ssm-secure:/shop/password}}"],
    ["{{resolve:secretsmanager:db}}"],
    ["{{resolve:secretsmanager:db:SecretString:password}}"],
    ["{{resolve:secretsmanager:db:SecretString:password:AWSCURRENT}}"],
    ["{{resolve:secretsmanager:db:SecretString:password:AWSCURRENT:}}"],
    ["{{resolve:secretsmanager:${AWS::StackName}:SecretString:password}}"],
    [`{{resolve:secretsmanager:${secret}}}`],
    [`{{resolve:secretsmanager:${secret}:SecretString:password::}}`],
  ])("may differ each time it is read: %s", (reference) => {
    expect(isMutable(reference)).toBe(true);
  });

  test.each<[string]>([
    ["{{resolve:ssm:/shop/size:3}}"],
    [`{{resolve:ssm:${parameter}:3}}`],
    ["{{resolve:ssm:/shop/size:12}}"],
    ["{{resolve:ssm-secure:/shop/password:12}}"],
    ["{{resolve:secretsmanager:db:SecretString:password::v1}}"],
    [`{{resolve:secretsmanager:${secret}:SecretString:password::v1}}`],
  ])("is the same whenever it is read: %s", (reference) => {
    expect(isMutable(reference)).toBe(false);
  });

  test.each<[string, ReturnType<typeof targetOf>]>([
    ["{{resolve:ssm:/shop/size}}", { service: "ssm", id: "/shop/size" }],
    ["{{resolve:ssm-secure:/shop/password:1}}", { service: "ssm-secure", id: "/shop/password" }],
    ["{{resolve:secretsmanager:db:SecretString:password}}", { service: "secretsmanager", id: "db" }],
    [`{{resolve:secretsmanager:${secret}:SecretString:p}}`, { service: "secretsmanager", id: secret }],
    [`{{resolve:ssm:${parameter}}}`, { service: "ssm", id: parameter }],
    ["{{resolve:ssm:/shop/${AWS::StackName}}}", null],
    ["{{resolve:ssm:}}", null],
    ["{{resolve:ssm}}", null],
    ["{{resolve:appconfig:x}}", null],
  ])("is found: %s", (reference, target) => {
    expect(targetOf(reference)).toStrictEqual(target);
  });
});

describe("an image", () => {
  const digest = `sha256:${"0a".repeat(32)}`;
  const wanted = { account: "111111111111", region: "eu-central-1", repository: "shop/api", digest };
  const registry = "111111111111.dkr.ecr.eu-central-1";

  test.each<[string]>([
    [`${registry}.amazonaws.com/shop/api@${digest}`],
    [`${registry}.amazonaws.com.cn/shop/api@${digest}`],
    [`${registry}.\${AWS::URLSuffix}/shop/api@${digest}`],
  ])("of a private registry is found by its digest: %s", (name) => {
    expect(registryImageOf(name)).toStrictEqual(wanted);
  });

  test.each<[string, string]>([
    ["of another registry", `public.ecr.aws/shop/api@${digest}`],
    ["behind another host", `x${registry}.amazonaws.com/shop/api@${digest}`],
    ["of a host that is called alike", `${registry}.amazonaws.com.example/shop/api@${digest}`],
    [
      "of an account with too few digits",
      `11111111111.dkr.ecr.eu-central-1.amazonaws.com/shop/api@${digest}`,
    ],
    ["of a region that is no name", `111111111111.dkr.ecr.EU.amazonaws.com/shop/api@${digest}`],
    ["without a digest", `${registry}.amazonaws.com/shop/api:latest`],
    ["without a repository", `${registry}.amazonaws.com/@${digest}`],
    ["with half a digest", `${registry}.amazonaws.com/shop/api@${digest.slice(0, 20)}`],
    ["with more than a digest", `${registry}.amazonaws.com/shop/api@${digest}00`],
    ["with a digest that is no number", `${registry}.amazonaws.com/shop/api@${digest.replaceAll("a", "x")}`],
  ])("%s is none that anybody here could ask", (_what, name) => {
    expect(registryImageOf(name)).toBeNull();
  });
});
