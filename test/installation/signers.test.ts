import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { mockClient } from "aws-sdk-client-mock";
import { controlPlaneTemplate } from "../../lib/control-plane/template.ts";
import { findInstallation } from "../../lib/installation/installation.ts";
import type { Signers } from "../../lib/settings/signers.ts";
import { deployed } from "../assurance/iam/template.ts";

const defaults = new URL("../../lib/control-plane/default-settings.json", import.meta.url);
const cloudFormation = mockClient(CloudFormationClient);
const work = mkdtempSync(join(tmpdir(), "signers-"));
afterAll(() => {
  cloudFormation.restore();
  rmSync(work, { recursive: true });
});

/** The installation that a submitter finds after a deployment with these settings. */
async function deployedWith(more: object) {
  const file = join(work, "settings.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(defaults, "utf8")), ...more }));
  const { outputs } = deployed(controlPlaneTemplate(file));
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: "shop-control-plane",
        CreationTime: new Date(0),
        StackStatus: "CREATE_COMPLETE",
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });
  return findInstallation("shop");
}

test("whoever submits learns the signers that the installation was deployed with, however many there are", async () => {
  const signers: Signers = Array.from({ length: 100 }, (_, index) => ({
    addresses: [`person-${index}@example.com`],
    ssh: [`ssh-ed25519 ${"A".repeat(68)} a comment`],
    openpgp: [],
  }));

  expect((await deployedWith({ signers }))?.signers).toEqual(signers);
});

test("an installation without signers names none", async () => {
  expect(await deployedWith({})).not.toHaveProperty("signers");
});
