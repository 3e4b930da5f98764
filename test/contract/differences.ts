/** Something that the emulator does otherwise than AWS, and why nothing of ours is deceived by it. */
export type Difference = { readonly says: string; readonly because: string };

/** Every known one. A difference that is gone must be taken out, one that is not here fails the suite. */
export const differences: readonly Difference[] = [
  {
    says: "the same creation again, by its token, is no second one",
    because:
      "it is AlreadyExistsException here, which the adapter takes for a creation under way: whoever looks next sees whose it is",
  },
  {
    says: "an error that a function throws has the error's own name",
    because:
      "it is Runtime.HandlerError here: outcomes are answers, and what is thrown is caught as States.ALL; only the retry of EntryConflict is not seen here",
  },
  {
    says: "a path that is missing ends the execution, and States.ALL does not catch it",
    because:
      "it is caught here: `npm run assure -- prove` shows that no path can be missing, and the world in memory lets executions end so",
  },
  {
    says: "the same name with the same input, while it runs, is the same execution",
    because:
      "it is ExecutionAlreadyExists here, after which the adapter adopts the execution of that name all the same",
  },
  {
    says: "a task token wakes its task once; the second answer finds it closed",
    because: "it is TaskDoesNotExist here: the adapter counts all three errors as answered or gone",
  },
  {
    says: "a function that throws while its token is waited for fails its state at once",
    because:
      "it waits for its timeout here: a gate that could not be opened would be asked again after 30 days, so a sandbox whose gate does not open is stopped and run again",
  },
  {
    says: "a failing child is States.TaskFailed to its parent",
    because: "it has the child's own error here: the parent's Catch is States.ALL and never reads the error",
  },
];
