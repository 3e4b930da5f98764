import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Adoption } from "../../domain/records/adoption.ts";
import type { Clock } from "../clock/port.ts";
import type { Store } from "../shared/chain/entries.ts";
import { noteIn } from "../shared/chain/notes.ts";
import type { CommitTransaction } from "../shared/chain/say.ts";
import { documents, keys } from "../shared/records-table.ts";
import { keepCode, spendCode } from "./codes.ts";
import type { AdoptionRecords } from "./port.ts";

/** The commits that the Platform Owner adopted: the last one of each repository. */
export const adoptionRecords = (store: Store, commit: CommitTransaction, clock: Clock): AdoptionRecords => {
  const { tableName: TableName, application } = store;
  return {
    async adoption(repository) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: keys.adoption(application, repository), ConsistentRead: true }),
      );
      return (Item?.["adoption"] as Adoption | undefined) ?? null;
    },
    keepAdoptionCode: (repository, codeDigest, expiresAtMs) =>
      keepCode(TableName, keys.adoptionCode(application, repository), codeDigest, expiresAtMs),
    adopt(adoption, nowMs) {
      const { repository, by, envelope, codeDigest, ...what } = adoption;
      return noteIn(
        store,
        commit,
        clock,
        { actor: by, about: "adopt", subject: repository, detail: { ...what, codeDigest }, envelope },
        spendCode(TableName, keys.adoptionCode(application, repository), codeDigest, nowMs),
        { Put: { TableName, Item: { ...keys.adoption(application, repository), adoption } } },
      );
    },
  };
};
