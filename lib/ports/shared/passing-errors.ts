import { throttled } from "../../domain/errors.ts";

/** The parts of an SDK client that a layer is added to, and that sends. */
export type SdkClient = {
  readonly config: { requestHandler: { readonly metadata?: { readonly handlerProtocol: string } } };
  readonly middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: each client types its own layers.
    add(layer: any, where: any): void;
  };
};

type Next = (args: unknown) => Promise<unknown>;

/**
 * Errors that say: ask again later. A service names its throttling and its outages in its own way. Sources: AWS SDK retry
 * behavior ("Errors that are retried"; the lists of @smithy/service-error-classification); S3 API reference, error codes
 * (SlowDown; ConditionalRequestConflict: "you should retry"); EC2 API reference, error codes (RequestLimitExceeded).
 */
const passingNames =
  /^(Throttl|RequestThrottled|TooManyRequests|RequestLimitExceeded|BandwidthLimitExceeded|ProvisionedThroughputExceeded|PriorRequestNotComplete|TransactionInProgress|SlowDown|EC2ThrottledException|RequestTimeout|RequestTimeTooSkewed$|ServiceUnavailable|ServiceException$|ServiceFailure|Unavailable$|InternalError|InternalFailure|InternalServerError|InternalServiceError|KMSInternal|DependencyTimeout|ConditionalRequestConflict|TimeoutError$|NetworkingError$)/;

/** Whether a name of an error, or the code of a part of an answer, says: ask again later. */
export const isPassingName = (name: string): boolean => passingNames.test(name);

/**
 * Whether a transaction was cancelled for its rate alone. Source: DynamoDB API reference, TransactWriteItems, CancellationReasons
 * (ThrottlingError, ProvisionedThroughputExceeded): such a request is no error of its name.
 */
function isTooFast({ CancellationReasons }: { readonly CancellationReasons?: unknown }): boolean {
  const codes = (Array.isArray(CancellationReasons) ? CancellationReasons : []).map(({ Code }) =>
    String(Code ?? "None"),
  );
  return codes.some(isPassingName) && codes.every((code) => code === "None" || isPassingName(code));
}

/** Errors of a connection. Source: Node.js documentation, "Common system errors". */
const passingCodes =
  /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** Whether an error of the SDK says nothing about the request: too many requests, an outage, a lost connection. */
export function isPassing(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { name, message } = error;
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  return (
    isPassingName(name) ||
    isTooFast(error as { CancellationReasons?: unknown }) ||
    passingCodes.test(String(code ?? name)) ||
    /socket hang up|Rate exceeded/i.test(message) ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    $metadata?.httpStatusCode === 429
  );
}

/** The same answer. Throws Throttled instead of a transient error. */
export async function throttledIfPassing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isPassing(error))
      throw throttled(`AWS wants to be asked later (${error.name}: ${error.message})`, error);
    throw error;
  }
}

/**
 * The same client, which throws Throttled for a transient error that outlasted the SDK's retries. The request may have been
 * carried out or not: a caller looks again before it repeats it. Every client of every port is made by this function, and they share
 * their connections.
 */
export function patientClient<C extends SdkClient>(client: C): C {
  shareConnections(client);
  client.middlewareStack.add(
    (next: Next) => (args: unknown) => throttledIfPassing(next(args)),
    // Outside the SDK's own retries: only errors that they gave up on arrive here.
    { step: "initialize", name: "throttled" },
  );
  return client;
}

let connections: SdkClient["config"]["requestHandler"] | undefined;

/**
 * Lets a client use the connections of those before it. They are kept for each host, so services with a host of their own notice
 * nothing, and an endpoint that answers for all of them is not connected to anew by each client. Those of HTTP/2 are others.
 */
function shareConnections({ config }: SdkClient): void {
  if (config.requestHandler.metadata?.handlerProtocol !== "http/1.1") return;
  connections ??= config.requestHandler;
  config.requestHandler = connections;
}
