// Forges every item, link, event and answer at every gate, one at a time and in pairs, with every right but the keys, and prints
// how many gates passed. The work is split among as many processes as there are processors.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gates } from "../../../lib/domain/gates.ts";
import { startIdentityProvider } from "../../fixtures/identity-provider.ts";
import { callback } from "../../scenarios/signing-in.ts";
import { allOf, atMost, reportFigures } from "../shared/write-figures.ts";
import { attempt, type Seen } from "./attempt.ts";
import { forgeries } from "./forgeries.ts";
import { unfoundReplacements } from "./replaced-signing-key.ts";
import { unfound } from "./wrong-statements.ts";

const shards = availableParallelism();
const names = Object.keys(forgeries);
const alone = names.map((name) => [name]);
const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other]));
const all = gates.flatMap((gate) => [...alone, ...pairs].map((forged) => ({ gate, forged })));

type Tried = Seen & { readonly what: string };

const [shard] = process.argv.slice(2);
if (shard === undefined || shard.startsWith("--")) await lead(process.argv.includes("--alone"));
else await work(Number(shard), process.argv.includes("--alone"));

/** Tries this process's share, and prints what came of it. */
async function work(own: number, onlyAlone: boolean): Promise<void> {
  const share = all
    .filter(({ forged }) => !onlyAlone || forged.length === 1)
    .filter((_, at) => at % shards === own);
  for (const { gate, forged } of share) {
    const what = `${gate}: ${forged.join(", and ")}`;
    console.log(JSON.stringify({ what, ...(await attempt(gate, forged)) } satisfies Tried));
  }
}

async function lead(onlyAlone: boolean): Promise<void> {
  const tried: Tried[] = [];
  await Promise.all(
    Array.from({ length: shards }, async (_, own) => {
      const args = [fileURLToPath(import.meta.url), String(own), ...(onlyAlone ? ["--alone"] : [])];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "exit");
      for await (const line of createInterface({ input: child.stdout }))
        tried.push(JSON.parse(line) as Tried);
      const [code] = await ended;
      if (code !== 0) process.exitCode = 1;
    }),
  );
  const passed = tried.filter((one) => one.passed);
  const unknown = tried.filter(({ known }) => known === null);
  for (const { what } of passed) console.log(`PASSED   ${what}`);
  for (const { what } of unknown) console.log(`UNKNOWN  ${what}`);
  const ways = new Map<string, number>();
  for (const { known } of tried) {
    const [way = ""] = (known ?? "nothing").split(":");
    ways.set(way, (ways.get(way) ?? 0) + 1);
  }
  for (const [way, count] of ways) console.log(`${String(count).padStart(5)} ${way}`);
  const provider = await startIdentityProvider();
  provider.register(callback);
  const wrong = await unfound(provider);
  provider.close();
  const replaced = await unfoundReplacements();
  for (const missed of [...wrong.missed, ...replaced.missed]) console.log(`NOT FOUND  ${missed}`);
  const figures = [
    atMost("gates passed by forgeries", passed.length, 0),
    allOf("forgeries recorded or found", tried.length - unknown.length, tried.length),
    allOf("wrong tokens and statements found offline", wrong.tried - wrong.missed.length, wrong.tried),
    allOf(
      "statements by a replaced signing key found offline",
      replaced.tried - replaced.missed.length,
      replaced.tried,
    ),
  ];
  if (!reportFigures("forge", "npm run assure -- forge", figures)) process.exitCode = 1;
}
