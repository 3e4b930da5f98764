import { duration } from "../text/time.ts";

/** Tells how far some work has come, in a few words. */
export type Tell = (detail: string) => void;

/**
 * Says every five seconds that work is still under way, for how long, and how far it has come if the work tells it. Nobody who waits
 * sees a silent screen, and a pipe gets plain lines. Short work says nothing.
 */
export async function whileWorking<T>(
  say: (line: string) => void,
  what: string,
  work: (tell: Tell) => Promise<T>,
  everyMs = 5_000,
): Promise<T> {
  const beganAtMs = performance.now();
  let told = "";
  const timer = setInterval(() => {
    say(`  ${what}, ${duration(performance.now() - beganAtMs)}${told === "" ? "" : `: ${told}`}`);
  }, everyMs);
  try {
    return await work((detail) => {
      told = detail;
    });
  } finally {
    clearInterval(timer);
  }
}

/**
 * How far the CDK has come, from what it prints of a deployment: "ControlPlane |  12/150 | 10:12:33 | CREATE_COMPLETE | ...". Null if
 * it says nothing about that.
 */
export function progressInCdk(said: string): string | null {
  const [, done = "", of = ""] = [...said.matchAll(/\|\s*(\d+)\/(\d+)\s*\|/g)].at(-1) ?? [];
  if (of !== "") return `${done} of ${of} resources`;
  const [, bundled] = [...said.matchAll(/Bundling asset (\S+?)\.{3}/g)].at(-1) ?? [];
  return bundled === undefined ? null : `bundling ${bundled.split("/").slice(1, 3).join("/")}`;
}
