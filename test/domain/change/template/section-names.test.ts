import { sectionNames } from "../../../../lib/domain/change/template/section-names.ts";

test("a template has eleven sections, named as CloudFormation names them", () => {
  expect(sectionNames).toHaveLength(11);
  expect(sectionNames.filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toStrictEqual([]);
});
