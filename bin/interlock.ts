#!/usr/bin/env node
// The command line; lib/command-line/commands/commands.ts lists the commands.
import { main } from "../lib/command-line/main.ts";

await main(process.argv.slice(2));
