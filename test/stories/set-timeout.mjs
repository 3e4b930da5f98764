// Sets the time limit of each test of a project to its global `testTimeoutMs`: jest ignores a project's own `testTimeout`.
import { jest } from "@jest/globals";

jest.setTimeout(globalThis.testTimeoutMs);
