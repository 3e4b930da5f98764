import type { Installation } from "../installation.ts";
import { Random } from "../random.ts";
import { answerPartly, throttle } from "./busy.ts";
import { byItself } from "./by-itself.ts";
import { declaredFacts } from "./declared.ts";
import { tellLate } from "./late.ts";
import { awsSeconds } from "./pace.ts";
import { demandRights, type Rights } from "./rights.ts";

/** Source: CloudFormation user guide, "Detect drift on an entire stack": it takes minutes, by the size of the stack. */
const driftSeconds = 20;
const visibleAfterMs = 3_000;
const listedForMs = 20_000;
const longestName = 63;

/**
 * Makes an account behave like AWS at its least kind, all the time and by its seed: every service throttles, and answers
 * in part; two writers of one object meet; what was just made cannot be seen yet, and what was just deleted can still be
 * seen (EC2 developer guide, "Eventual consistency"); what AWS completes is reported as drift, and that takes its time; long
 * names are cut; stacks take as long as on AWS; and services make things by themselves. Every request of a function
 * is asked of the roles, and of the policies of keys, topics and buckets, as they are synthesised. Kind or not, the
 * account mangles templates, denies what is not there, takes last snapshots, and keeps what a detection of drift found.
 */
export function atItsWorst(installation: Installation, seed: number, rights: Rights): void {
  const { account, cloudFormation } = installation;
  const random = new Random(seed + 1);
  throttle(account, random, rights.attempts);
  answerPartly(account, random);
  tellLate(account);
  demandRights(installation, rights);
  cloudFormation.driftSeconds = driftSeconds;
  cloudFormation.habits = {
    visibleAfterMs,
    listedForMs,
    completes: ["/Completed"],
    longestName,
    leastSeconds: awsSeconds,
    factsOf: declaredFacts,
    holdsNetworks: true,
    ...byItself(installation),
  };
}
