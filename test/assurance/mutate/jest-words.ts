// Mocha runs the tests of one process again for each mutant; jest would read every module anew first, which takes longer
// than most of the tests. Here mocha learns the words of jest that the tests speak.
import { expect } from "expect";
import { bind } from "jest-each";
import Mocha from "mocha";

type Work = () => unknown;
type Words = {
  readonly describe: (name: string, define: Work) => unknown;
  readonly it: (name: string, work: Work) => unknown;
  readonly before: (work: Work) => unknown;
  readonly after: (work: Work) => unknown;
};

const { bdd } = Mocha.interfaces;

/** Mocha's own words, and jest's for the same. Jest's third argument, a time limit, is Stryker's business. */
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
