import type { CloudControl } from "../ports/cloud-control/port.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { PolicyAnalyzer } from "../ports/policy-analyzer/port.ts";
import type { ResourceId, StackReader } from "../ports/stack-reader/port.ts";

type Readers = {
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly cloudControl: CloudControl;
  readonly policyAnalyzer: PolicyAnalyzer;
};

/**
 * The same ports for one look at an environment: what was asked once in it is not asked again. A look is what one call reads to
 * judge one moment. Whoever wants to know whether something has changed since takes another look. What could not be read is asked
 * again.
 */
export function oneLook<P extends Readers>(ports: P): P {
  const { stackReader, inspector, cloudControl, policyAnalyzer } = ports;
  return {
    ...ports,
    stackReader: {
      ...stackReader,
      resources: askedOnce(
        (stack: string) => stackReader.resources(stack),
        (stack) => [stack],
      ),
      resourcesEver: askedOnce(
        (stack: string, tokens?: readonly string[]) => stackReader.resourcesEver(stack, tokens),
        (stack, tokens) => [stack, tokens ?? null],
      ),
    },
    inspector: {
      inspect: eachAskedOnce(
        (resources: readonly ResourceId[]) => inspector.inspect(resources),
        ({ type, id, stack }) => [type, id, stack],
      ),
    },
    cloudControl: {
      read: askedOnce(
        (resource: Parameters<CloudControl["read"]>[0]) => cloudControl.read(resource),
        ({ type, identifier, stack }) => [type, identifier, stack],
      ),
    },
    policyAnalyzer: {
      opinionOn: askedOnce(
        (policy: Parameters<PolicyAnalyzer["opinionOn"]>[0]) => policyAnalyzer.opinionOn(policy),
        ({ resourceType, document }) => [resourceType, document],
      ),
    },
  };
}

/** The same for questions that are asked together: those among them that were not asked before are. */
function eachAskedOnce<Q, A>(
  ask: (questions: readonly Q[]) => Promise<readonly A[]>,
  wordsOf: (question: Q) => readonly unknown[],
): (questions: readonly Q[]) => Promise<readonly A[]> {
  const answers = new Map<string, Promise<A>>();
  return (questions) => {
    const worded = questions.map((question) => [JSON.stringify(wordsOf(question)), question] as const);
    const fresh = new Map(worded.filter(([words]) => !answers.has(words)));
    if (fresh.size > 0) {
      const asked = ask([...fresh.values()]).catch((error: unknown) => {
        for (const words of fresh.keys()) answers.delete(words);
        throw error;
      });
      for (const [at, words] of [...fresh.keys()].entries())
        answers.set(
          words,
          asked.then((all) => all[at] as A),
        );
    }
    return Promise.all(worded.map(([words]) => answers.get(words) as Promise<A>));
  };
}

/** The answer to a question that was asked before, as its words tell. */
function askedOnce<Q extends readonly unknown[], A>(
  ask: (...question: Q) => Promise<A>,
  wordsOf: (...question: Q) => readonly unknown[],
): (...question: Q) => Promise<A> {
  const answers = new Map<string, Promise<A>>();
  return (...question) => {
    const words = JSON.stringify(wordsOf(...question));
    const known = answers.get(words);
    if (known !== undefined) return known;
    const answer = ask(...question).catch((error: unknown) => {
      answers.delete(words);
      throw error;
    });
    answers.set(words, answer);
    return answer;
  };
}
