import { problemsOfTemplate, templateCases } from "../../../cases/templates/templates.ts";

test.each(templateCases.map((name) => [name]))("the template %s is answered as it should be", (name) => {
  expect(problemsOfTemplate(name)).toEqual([]);
});
