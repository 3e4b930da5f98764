import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Environments } from "../shared/environments/environments.ts";
import type { LogGroups } from "./port.ts";

/** Deletes log groups under the helper role. */
export const logGroupsIn = (environments: Environments): LogGroups => ({
  async remove(logGroupName) {
    const client = environments.clients("help", environments.only())(CloudWatchLogsClient);
    try {
      await client.send(new DeleteLogGroupCommand({ logGroupName }));
      return null;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name.startsWith("ResourceNotFound")) return null;
      if (error.name.startsWith("AccessDenied"))
        return `${logGroupName} may not be deleted: ${error.message}; run "interlock bootstrap" again, so that the helper role has its rights`;
      // Source: CloudWatch Logs API reference, DeleteLogGroup, "Errors": the group is protected, or not of a class that allows it.
      if (/^(Validation|InvalidParameter|InvalidOperation)/.test(error.name))
        return `CloudWatch Logs does not delete ${logGroupName}: ${error.message}`;
      throw error;
    }
  },
});
