import { DescribeDBInstanceAutomatedBackupsCommand, RDSClient } from "@aws-sdk/client-rds";
import { mockClient } from "aws-sdk-client-mock";
import { retainedBackups } from "../../../lib/ports/finder/snapshots.ts";
import { reached } from "../../fixtures/reached.ts";

const clients = reached("development").clients("look", "development");
const rds = mockClient(RDSClient);
afterAll(() => rds.restore());
const backup = (DBInstanceIdentifier: string, Status: string) => ({
  DBInstanceIdentifier,
  DbiResourceId: `db-${DBInstanceIdentifier}`,
  Status,
});

describe("automated backups that outlived their database", () => {
  test("are found by the name of their database", async () => {
    rds
      .on(DescribeDBInstanceAutomatedBackupsCommand)
      .resolvesOnce({
        DBInstanceAutomatedBackups: [backup("shop-development-database", "retained")],
        Marker: "more",
      })
      .resolves({
        DBInstanceAutomatedBackups: [
          backup("shop-development-other", "active"),
          backup("my-shop-development-database", "retained"),
        ],
      });

    expect(await retainedBackups(clients, "shop-development")).toEqual([
      { type: "AWS::RDS::AutomatedBackup", id: "db-shop-development-database", createdAtMs: null },
    ]);
  });

  test("are none where the API does not know them", async () => {
    rds.reset();
    rds
      .on(DescribeDBInstanceAutomatedBackupsCommand)
      .rejects(Object.assign(new Error("unknown"), { name: "InvalidAction" }));

    expect(await retainedBackups(clients, "shop-development")).toEqual([]);
  });
});
