import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { letsEveryoneIn } from "../../shared/everyone.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { patientClient } from "../../shared/passing-errors.ts";
import type { Describe, Readers } from "../describe.ts";

const iam = patientClient(new IAMClient());

/** A role. */
const role: Describe<"AWS::IAM::Role"> = async (id) => {
  const seen = await orAbsent(iam.send(new GetRoleCommand({ RoleName: id })), "NoSuchEntity");
  return seen?.Role === undefined
    ? null
    : {
        path: seen.Role.Path ?? "/",
        trustsEveryone: letsEveryoneIn(seen.Role.AssumeRolePolicyDocument),
      };
};

/** The readers of the service. */
export const readers: Readers<"iam"> = {
  "AWS::IAM::Role": role,
};
