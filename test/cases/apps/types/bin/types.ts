import { readFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { TypesStage } from "../lib/types-stage.ts";

const app = new App();
const { version, fails } = JSON.parse(readFileSync("version.json", "utf8")) as { version: number; fails: boolean };
for (const environment of ["development", "staging", "production"])
  new TypesStage(app, environment, { version, fails: fails && environment === "development" });
