import {
  inRepository,
  needsSynthesis,
  problemsOfAnswer,
  readOnly,
  repositoryCases,
} from "../../cases/repositories/repositories.ts";

const read = repositoryCases.filter((name) => !needsSynthesis(name));

test.each(read.map((name) => [name]))(
  "the commit of the repository %s is read as it should be",
  async (name) => {
    expect(problemsOfAnswer(name, await inRepository(name, readOnly))).toEqual([]);
  },
);
