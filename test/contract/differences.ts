/** A behaviour in which the emulator differs from AWS, and why the code is still right on it. */
export type Difference = { readonly says: string; readonly because: string };

/** Every known difference. The suite fails for a new one, and for one that no longer exists. */
export const differences: readonly Difference[] = [
  {
    says: "repeating a creation with the same token creates nothing",
    because:
      "it is AlreadyExistsException here, which the adapter takes for a creation under way: the next look shows its owner",
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
    says: "a task token wakes its task once; a second answer finds the task closed",
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
  {
    says: "a template without resources is refused",
    because: "the emulator creates an empty stack; the rule is tested on the account in memory only",
  },
  {
    says: "a description cannot be updated by itself",
    because:
      "the emulator updates the stack; a run there reports `updated` where AWS finds nothing to update",
  },
  {
    says: "a bucket that is not empty keeps its stack from being deleted",
    because:
      "the emulator deletes the bucket with its objects; emptying is tested on the account in memory only",
  },
  {
    says: "a cancelled update leaves the earlier deployment in place",
    because:
      "the emulator ends updates at once, so there is none to cancel; cancelling is tested on the account in memory only",
  },
  {
    says: "an error that a function throws returns as Unhandled, with its name and message",
    because:
      "the emulator answers Runtime.HandlerError, so a passing error of the signer counts as ReceiptRefused there, and the run is rolled back",
  },
];
