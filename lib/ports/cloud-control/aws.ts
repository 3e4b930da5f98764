import { throttled } from "../../domain/errors.ts";
import type { Environments } from "../shared/environments/environments.ts";
import type { CloudControl, GeneralReading } from "./port.ts";

/**
 * Errors after which asking again may help. Source: Cloud Control API reference, GetResource; CloudFormation CLI user guide,
 * "Handler error codes". Those with a status of 5xx or 429 are thrown as Throttled by every client.
 */
const passing = /^(NotStabilized|HandlerInternalFailure|NetworkFailure|ServiceInternalError|ServiceTimeout)/;

/** Errors that tell nothing about the resource, because it was not read. Source: Cloud Control API reference, GetResource. */
const untelling =
  /^(TypeNotFound|UnsupportedAction|InvalidRequest|InvalidCredentials|PrivateType|GeneralService|HandlerFailure|ResourceConflict|AccessDenied|Validation|UnknownOperation|InvalidAction)/;

/** Source: CloudFormation CLI user guide, "Resource type handler contract": a read of what does not exist answers NotFound. */
const notFound = "ResourceNotFoundException";

const longestReason = 300;

/**
 * Reads through Cloud Control, in the environment's account. By default Cloud Control asks the services with the caller's own
 * session (Cloud Control API user guide, "Specifying credentials"), so the lookup-role's session policy holds for it too. The client
 * is loaded with the first reading, because most runs have a row for every type.
 */
export const cloudControlIn = (environments: Environments): CloudControl => ({
  async read({ type, identifier, stack }) {
    const { CloudControlClient, GetResourceCommand } = await import("@aws-sdk/client-cloudcontrol");
    const client = environments.clients("look", environments.ofStack(stack))(CloudControlClient);
    try {
      const { ResourceDescription } = await client.send(
        new GetResourceCommand({ TypeName: type, Identifier: identifier }),
      );
      return standing(ResourceDescription?.Properties);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name === notFound) return { is: "absent" };
      if (passing.test(error.name))
        throw throttled(`${type} wants to be read later (${error.name}: ${error.message})`, error);
      if (!untelling.test(error.name)) throw error;
      return { is: "unread", because: `${error.name}: ${error.message}`.slice(0, longestReason) };
    }
  },
});

/** An answer without properties shows nothing: a resource that stands has at least its identifier. */
function standing(properties: string | undefined): GeneralReading {
  const read: unknown = properties === undefined ? null : JSON.parse(properties);
  if (typeof read !== "object" || read === null || Array.isArray(read) || Object.keys(read).length === 0)
    return { is: "unread", because: "Cloud Control answered without properties" };
  return { is: "standing", properties: read as Readonly<Record<string, unknown>> };
}
