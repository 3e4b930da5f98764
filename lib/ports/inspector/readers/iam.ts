import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A role. */
const role: Describe<"AWS::IAM::Role"> = async (id, clients) => {
  const seen = await orAbsent(clients(IAMClient).send(new GetRoleCommand({ RoleName: id })), "NoSuchEntity");
  return seen?.Role === undefined ? null : { path: seen.Role.Path ?? "/" };
};

/** The readers of the service. */
export const readers: Readers<"iam"> = {
  "AWS::IAM::Role": role,
};
