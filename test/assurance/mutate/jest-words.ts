// Mocha repeats the tests in one process for each mutant. Jest would start its processes again first, which takes longer
// than most tests. This module gives mocha the functions of jest that the tests call.
import { expect } from "expect";
import { bind } from "jest-each";
import Mocha from "mocha";
import { loadUseCases } from "../../simulator/use-cases.ts";

type Work = () => unknown;
type Words = {
  readonly describe: (name: string, define: Work) => unknown;
  readonly it: (name: string, work: Work) => unknown;
  readonly before: (work: Work) => unknown;
  readonly after: (work: Work) => unknown;
};

// Stryker does not mutate what runs while modules load (ignoreStatic). So they load before the first test: otherwise that test
// would seem to cover it.
await loadUseCases();

const { bdd } = Mocha.interfaces;

/**
 * Adds jest's functions to mocha's own. Jest's third argument, a time limit, is ignored, because Stryker has its own.
 */
Mocha.interfaces["bdd"] = (suite) => {
  bdd?.(suite);
  suite.on("pre-require", (words) => {
    const { describe, it, before, after } = words as Words;
    const test = (name: string, work: Work) => it(name, () => work());
    const suites = (name: string, define: Work) => describe(name, define);
    Object.assign(words, {
      expect,
      test: Object.assign(test, { each: bind(test, false) }),
      describe: Object.assign(suites, { each: bind(suites, false) }),
      beforeAll: (work: Work) => before(() => work()),
      afterAll: (work: Work) => after(() => work()),
    });
  });
};
