import { DescribePipeCommand, PipesClient } from "@aws-sdk/client-pipes";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A pipe, by its name. */
const pipe: Describe<"AWS::Pipes::Pipe"> = async (id, clients) => {
  const seen = await orAbsent(clients(PipesClient).send(new DescribePipeCommand({ Name: id })), "NotFound");
  return seen === null ? null : { state: seen.CurrentState ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"pipes"> = { "AWS::Pipes::Pipe": pipe };
