import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { Account, Call, Service } from "../account.ts";
import type { Random } from "../random.ts";

/** The share of all requests that services refuse: those that the SDK repeats, too. Assumed. */
const refusedShare = 0.25;
/** How many of a hundred answers are an error inside a success, or only a part. */
const partlyShare = 0.01;
const conflictShare = 0.01;

const failing = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/**
 * How each service says that there are too many requests. Sources: the API reference of each, "Errors" and "Common errors"; S3 API
 * reference, "Error responses" (SlowDown).
 */
const busyAs: Readonly<Record<string, readonly string[]>> = {
  "access-analyzer": ["ThrottlingException", "InternalServerException"],
  cloudcontrol: ["ThrottlingException"],
  cloudformation: ["Throttling", "ServiceUnavailable"],
  cloudwatch: ["Throttling", "InternalServiceFault"],
  describe: ["RequestLimitExceeded", "ThrottlingException", "Throttling", "SlowDown", "InternalFailure"],
  dynamodb: ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"],
  events: ["ThrottlingException", "InternalException"],
  kms: ["ThrottlingException", "KMSInternalException", "DependencyTimeoutException"],
  lambda: ["TooManyRequestsException", "ServiceException"],
  s3: ["SlowDown", "InternalError"],
  secretsmanager: ["ThrottlingException", "InternalServiceError"],
  sns: ["ThrottledException", "InternalErrorException"],
  ssm: ["ThrottlingException", "InternalServerError"],
  states: ["ThrottlingException", "ServiceUnavailable"],
  sts: ["Throttling", "InternalFailure"],
};

/** Whether a request creates an object only if it is not there. */
const isCreateOnly = ({ service, operation, input }: Call): boolean =>
  service === "s3" && operation === "PutObject" && (input as { IfNoneMatch?: string }).IfNoneMatch === "*";

/** Two writers of one key. Source: S3 user guide, "How to prevent object overwrites with conditional writes". */
const conflict = (): Error =>
  failing(
    "ConditionalRequestConflict",
    "A conflicting conditional operation is currently in progress against this resource",
  );

/**
 * Every service refuses some requests because there are too many, in its own words; two writers of one object meet.
 * @param attempts how often the SDK sends a request before the caller hears of it
 */
export function throttle(account: Account, random: Random, attempts: number): void {
  const busyShare = refusedShare ** attempts;
  account.throttles = (call) => {
    const { service } = call;
    if (isCreateOnly(call) && random.chance(conflictShare)) return { kind: "refused", error: conflict };
    if (!random.chance(busyShare)) return undefined;
    const names = busyAs[service];
    if (names === undefined)
      throw new Error(`nobody wrote down how ${service} says that it is busy: add it to worst/busy.ts`);
    const name = names[random.between(0, names.length - 1)] ?? "";
    return { kind: "refused", error: () => failing(name, "Rate exceeded") };
  };
}

type Keys = Readonly<Record<string, { readonly Keys: readonly object[] }>>;

/** An operation that sometimes answers something else than what it would. */
type Sometimes = (input: never, answer: () => unknown) => unknown;

/**
 * Errors inside a success, and answers that are only a part. Sources: EventBridge API reference, PutEvents (FailedEntryCount);
 * DynamoDB API reference, BatchGetItem (UnprocessedKeys) and TransactWriteItems (TransactionConflict, ThrottlingError).
 */
const answers: Readonly<Record<string, Readonly<Record<string, Sometimes>>>> = {
  events: {
    PutEvents: ({ Entries }: { Entries: readonly object[] }) => ({
      FailedEntryCount: Entries.length,
      Entries: Entries.map(() => ({ ErrorCode: "ThrottlingException", ErrorMessage: "Rate exceeded" })),
    }),
  },
  dynamodb: {
    BatchGet: ({ RequestItems }: { RequestItems: Keys }) => ({
      Responses: {},
      UnprocessedKeys: RequestItems,
    }),
  },
};

const cancelled = (Code: string, { TransactItems }: { readonly TransactItems: readonly object[] }): Error =>
  new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${Code}]`,
    $metadata: {},
    CancellationReasons: TransactItems.map((_, index) => ({ Code: index === 0 ? Code : "None" })),
  });

/** Some requests are answered with an error inside a success, or in part; some transactions meet another one. */
export function answerPartly({ services }: Pick<Account, "services">, random: Random): void {
  for (const [name, operations] of Object.entries(answers)) {
    const service = services.get(name) ?? {};
    const wrapped = Object.entries(operations).map(([operation, sometimes]) => [
      operation,
      (input: never) => {
        const answer = () => service[operation]?.(input);
        return random.chance(partlyShare) ? sometimes(input, answer) : answer();
      },
    ]);
    services.set(name, { ...service, ...Object.fromEntries(wrapped) } as Service);
  }
  const table = services.get("dynamodb") ?? {};
  services.set("dynamodb", {
    ...table,
    TransactWrite: (input: { readonly TransactItems: readonly object[] }) => {
      if (random.chance(partlyShare)) throw cancelled("TransactionConflict", input);
      if (random.chance(partlyShare)) throw cancelled("ThrottlingError", input);
      return table["TransactWrite"]?.(input);
    },
  });
}
