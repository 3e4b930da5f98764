import { readFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { TypesStage, type Version } from "../lib/types-stage.ts";

const app = new App();
const version = JSON.parse(readFileSync("version.json", "utf8")) as Version;
for (const environment of ["development", "staging", "production"])
  new TypesStage(app, environment, { ...version, fails: version.fails && environment === "development" });
