import { about, candidate, withResource } from "./about-change.ts";

test("an import that no stack of the change exports is left to the account", () => {
  const { refusals, unknown } = about(
    candidate(withResource({ Type: "AWS::X::A", Properties: { X: { "Fn::ImportValue": "shared" } } })),
  );

  expect(refusals).toEqual([]);
  expect(unknown).toEqual([expect.objectContaining({ rule: "import-known" })]);
});

describe("an import that no stack of the change exports, once the account was asked,", () => {
  const importing = (name: unknown) =>
    candidate(withResource({ Type: "AWS::X::A", Properties: { X: { "Fn::ImportValue": name } } }));

  test("is sound if the account exports it", () => {
    expect(about(importing("shared"), { exported: new Set(["shared"]) })).toEqual({
      refusals: [],
      unknown: [],
    });
  });

  test("is refused if it does not", () => {
    const { refusals, unknown } = about(importing("shared"), { exported: new Set(["other"]) });

    expect(unknown).toEqual([]);
    expect(refusals).toEqual([
      {
        rule: "import-known",
        where: "development/compute",
        seen: "it imports shared, which no stack of the change exports",
        todo: "the account has no export of that name either: export it there, or add the stack that exports it",
      },
    ]);
  });

  test("stays unknown if its name is known to CloudFormation alone", () => {
    const { refusals, unknown } = about(importing({ "Fn::GetAtt": ["Bucket", "Arn"] }), {
      exported: new Set(),
    });

    expect(refusals).toEqual([]);
    expect(unknown).toHaveLength(1);
  });
});
