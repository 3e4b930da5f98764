// The SDK would look for a region and for credentials in files, which takes real time.
import "../../simulator/environment.ts";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { patientClient } from "../../../lib/ports/shared/passing-errors.ts";

test("clients of several services share their connections to one host", async () => {
  let opened = 0;
  const server = createServer((_request, response) => response.end("<Answer/>")).on("connection", () => {
    opened += 1;
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const config = { endpoint: `http://127.0.0.1:${port}` };
  try {
    await patientClient(new CloudFormationClient(config)).send(new DescribeStacksCommand({}));
    await patientClient(new RDSClient(config)).send(new DescribeDBInstancesCommand({}));

    expect(opened).toBe(1);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("a client that speaks HTTP/2 keeps its own connections", () => {
  const client = new KinesisClient();
  const { requestHandler } = client.config;

  expect(patientClient(client).config.requestHandler).toBe(requestHandler);
});
