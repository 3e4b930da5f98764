import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Describe, Readers } from "../describe.ts";

/** A parameter: its type, never its value. */
const parameter: Describe<"AWS::SSM::Parameter"> = async (id, clients) => {
  const { Parameters = [] } = await clients(SSMClient).send(
    new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [id] }] }),
  );
  const seen = Parameters.find(({ Name }) => Name === id);
  return seen === undefined ? null : { kind: seen.Type ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"ssm"> = { "AWS::SSM::Parameter": parameter };
