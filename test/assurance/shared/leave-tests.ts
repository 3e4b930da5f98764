import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { AggregatedResult, Reporter, Test, TestResult } from "@jest/reporters";
import { resultsFolder } from "./figures.ts";

const checkout = join(resultsFolder, "..");

/** What a test file left: the sentences that held, and those that did not. */
export type TestsLeft = {
  readonly file: string;
  readonly at: string;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
};

/** Leaves what every test file found, one document each, for `npm run guarantees`. A build output. */
export default class LeaveTests implements Pick<Reporter, "onTestResult"> {
  onTestResult(_: Test, { testFilePath, testResults }: TestResult, __: AggregatedResult): void {
    const file = relative(checkout, testFilePath);
    const of = (status: string) =>
      testResults.filter((one) => one.status === status).map(({ fullName }) => fullName);
    const left: TestsLeft = {
      file,
      at: new Date().toISOString(),
      passed: of("passed"),
      failed: of("failed"),
    };
    const folder = join(resultsFolder, "tests");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${file.replaceAll("/", "__")}.json`), `${JSON.stringify(left, null, 1)}\n`);
  }
}
