/** How Cloud Control may answer about a resource that stands: an error's name, or an answer like that of another identifier. */
export type Generally =
  | "UnsupportedActionException"
  | "TypeNotFoundException"
  | "InvalidRequestException"
  | "GeneralServiceException"
  | "HandlerInternalFailureException"
  | "ThrottlingException"
  | "AccessDeniedException"
  | "ResourceNotFoundException";
