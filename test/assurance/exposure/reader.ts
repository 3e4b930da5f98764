/** How a reader behaves towards a resource, whatever is true of it. */
export const readers = [
  "succeeds",
  /** It answers with errors of AWS's own. */
  "fails",
  /** It answers that the caller may not read. */
  "denies",
  /** It answers that the id is malformed. */
  "malformed",
  /** What was just made is not found yet, and what was deleted is found still. */
  "lags",
  /** Around a deletion it does not find what stands, for a while. */
  "hides",
  /** It answers, and leaves out what is asked. */
  "untold",
  /** Nothing reads the type, or nothing that it knows is found: another region, another identifier, an empty store of an emulator. */
  "missing",
] as const;

/** How a reader behaves. */
export type Reader = (typeof readers)[number];

/** The names under which services say so. Sources: the API reference of each service, "Common errors". */
export const failures = [
  "InternalFailure",
  "ServiceUnavailable",
  "ThrottlingException",
  "HandlerInternalFailureException",
];
/** See `failures`. */
export const denials = [
  "AccessDeniedException",
  "AccessDenied",
  "UnauthorizedOperation",
  "AuthorizationError",
  "ForbiddenException",
];
/** See `failures`. An id that is none is no id of a resource that is gone. */
export const complaints = [
  "ValidationException",
  "ValidationError",
  "BadRequestException",
  "InvalidParameterValue",
  "InvalidParameterException",
  "InvalidParameter",
  "InvalidArnException",
  "InvalidInput",
  "ClientException",
  "InvalidID.Malformed",
  "InvalidGroupId.Malformed",
  "InvalidRequestException",
];

const statuses: Readonly<Record<string, number>> = { InternalFailure: 500, ServiceUnavailable: 503 };

/** An error as the SDK throws it: `name`, or `name: message`. */
export function sdkError(text: string): Error {
  const [name = "", message = "it is said by AWS"] = text.split(": ");
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: statuses[name] ?? 400 } });
}
