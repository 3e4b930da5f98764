import Sequencer from "@jest/test-sequencer";

/** Tests that start programs: git, Node, a shell. */
const startPrograms = /\/test\/(command-line|docs|sandbox)\//;

/**
 * Runs the tests that start programs first. To start one takes a process 3 ms at first, and 50 ms once it holds a gigabyte,
 * because its memory's tables are copied.
 */
export default class ProgramsFirst extends Sequencer {
  sort(tests) {
    const [first, rest] = [true, false].map((wanted) =>
      super.sort(tests.filter(({ path }) => startPrograms.test(path) === wanted)),
    );
    return [...first, ...rest];
  }
}
