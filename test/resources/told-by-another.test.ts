import { isAnother, readOfOwner } from "../../lib/resources/tables.ts";

// Source: IAM API reference, PutRolePolicy: a role's inline policies are known by their names. The reader tells each as its name
// and its digest.
test.each([
  [false, "has it", ["shop d1", "arn:aws:iam::aws:policy/ReadOnlyAccess"], "shop"],
  [true, "has none", [], "shop"],
  [true, "has another, whose name begins like it", ["shopping d1"], "shop"],
  [true, "has another, whose digest is like its name", ["other shop"], "shop"],
  [null, "does not tell what it may", null, "shop"],
  [null, "has some, and nobody knows its name", ["shop d1"], undefined],
])("an inline policy is gone: %s, of a role that %s", (expected, _what, permissions, PolicyName) => {
  expect(readOfOwner["AWS::IAM::Policy"]?.isGone({ permissions }, { PolicyName })).toBe(expected);
});

// Source: SQS API reference, SetQueueAttributes, Policy: a queue has one, or none.
test.each([
  [true, "has none", []],
  [null, "has one, which may be another's", ["{}"]],
  [null, "does not tell", null],
])("the policy of a queue is gone: %s, if the queue %s", (expected, _what, documents) => {
  expect(readOfOwner["AWS::SQS::QueuePolicy"]?.isGone({ documents }, {})).toBe(expected);
});

// Source: Route 53 API reference, ResourceRecordSet: name, type and SetIdentifier tell records of a zone apart.
test.each<[boolean, string, unknown, object]>([
  [false, "is in its zone, with its type", ["Z1 example.com. A"], { HostedZoneId: "Z1", Type: "A" }],
  [true, "is in another zone, by its id", ["Z2 example.com. A"], { HostedZoneId: "Z1", Type: "A" }],
  [
    false,
    "is in its zone, by its name",
    ["Z1 example.com. A"],
    { HostedZoneName: "example.com.", Type: "A" },
  ],
  [true, "is in another zone, by its name", ["Z1 example.org. A"], { HostedZoneName: "example.com." }],
  [true, "is of another type", ["Z1 example.com. AAAA"], { HostedZoneId: "Z1", Type: "A" }],
  [false, "has its identifier", ["Z1 example.com. A old shop"], { Type: "A", SetIdentifier: "old shop" }],
  [true, "has another identifier", ["Z1 example.com. A new shop"], { Type: "A", SetIdentifier: "old shop" }],
  [true, "has no identifier", ["Z1 example.com. A"], { Type: "A", SetIdentifier: "old shop" }],
  [false, "is one of two", ["Z1 example.com. A", "Z1 example.com. AAAA"], { Type: "A" }],
  [false, "may be any, as nothing is known of it", ["Z1 example.com. A"], {}],
  [false, "may be any, as its zone is not told", ["Z1 example.com. A"], { HostedZoneId: { Ref: "Zone" } }],
  [false, "is none", [], { Type: "A" }],
  [false, "was not told", null, { Type: "A" }],
])("what was found under a record's name is another: %s, it %s", (expected, _what, records, properties) => {
  expect(isAnother["AWS::Route53::RecordSet"]?.({ records }, { ...properties })).toBe(expected);
});
