import {
  inRepository,
  needsSynthesis,
  problemsOfAnswer,
  repositoryCases,
  wholeCheck,
} from "../../cases/repositories/repositories.ts";

const longestMs = 60_000;

test.each(repositoryCases.filter(needsSynthesis).map((name) => [name]))(
  "the commit of the repository %s is synthesised as it should be",
  async (name) => {
    expect(problemsOfAnswer(name, await inRepository(name, wholeCheck))).toEqual([]);
  },
  longestMs,
);
