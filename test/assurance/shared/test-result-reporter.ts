import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { AggregatedResult, Reporter, Test, TestResult } from "@jest/reporters";
import { resultsFolder } from "./write-figures.ts";

const checkout = join(resultsFolder, "..");

/** The results of one test file: the names of the tests that passed and failed. */
export type FileResults = {
  readonly file: string;
  readonly at: string;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
};

/** Writes the results of each test file to results/tests, where `npm run assure -- guarantees` reads them. */
export default class TestResultReporter implements Pick<Reporter, "onTestResult"> {
  onTestResult(_: Test, { testFilePath, testResults }: TestResult, __: AggregatedResult): void {
    const file = relative(checkout, testFilePath);
    const of = (status: string) =>
      testResults.filter((one) => one.status === status).map(({ fullName }) => fullName);
    const left: FileResults = {
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
