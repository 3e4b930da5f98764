#!/usr/bin/env node
// Starts the command line: from its source in a checkout, compiled in the package.
import { existsSync } from "node:fs";

const source = new URL("./interlock.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("../dist/bin/interlock.js", import.meta.url).href);
