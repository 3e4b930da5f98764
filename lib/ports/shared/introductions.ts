import type { Envelope } from "../../domain/records/dsse.ts";
import { allOf, keys } from "./records-table.ts";

/** The introductions of the signing keys that took the place of others, oldest first. Who reads them verifies them. */
export const introductionsIn = (tableName: string): Promise<readonly Envelope[]> =>
  allOf<Envelope>("envelope", tableName, keys.introduction(1).pk, {
    where: "begins_with(sk, :introductions)",
    values: { ":introductions": "SIGNING#" },
  });
