/**
 * The same question, which is asked once: the answer to a question that was asked before is that answer, and one that failed is asked
 * again. Only for what one call judges as one moment.
 * @param wordsOf what tells one question from another.
 */
export function askedOnce<Q extends readonly unknown[], A>(
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

/** The same for questions that are asked together, and answered by question: those among them are asked that were not asked before. */
export function eachAskedOnce<Q, A>(
  ask: (questions: readonly Q[]) => Promise<ReadonlyMap<Q, A>>,
  wordsOf: (question: Q) => readonly unknown[],
): (questions: readonly Q[]) => Promise<ReadonlyMap<Q, A>> {
  const answers = new Map<string, Promise<A | undefined>>();
  return async (questions) => {
    const worded = questions.map((question) => [JSON.stringify(wordsOf(question)), question] as const);
    const fresh = new Map(worded.filter(([words]) => !answers.has(words)));
    if (fresh.size > 0) {
      const asked = ask([...fresh.values()]).catch((error: unknown) => {
        for (const words of fresh.keys()) answers.delete(words);
        throw error;
      });
      for (const [words, question] of fresh)
        answers.set(
          words,
          asked.then((all) => all.get(question)),
        );
    }
    const told = worded.map(async ([words, question]) => [question, await answers.get(words)] as const);
    return new Map(
      (await Promise.all(told)).flatMap(([question, answer]) =>
        answer === undefined ? [] : [[question, answer] as const],
      ),
    );
  };
}
