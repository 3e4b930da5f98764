import { confirmNoRunIsOpen } from "../../../lib/command-line/commands/deploy.ts";
import { Installation } from "../../simulator/installation.ts";
import { submitted } from "../../simulator/submitted.ts";

// A function is invoked by its latest version (Lambda developer guide, "Manage Lambda function versions"): whoever deploys
// while a run waits at a gate changes the code under it.
test("nothing is deployed while a run is open, which would change the code under it", async () => {
  const { records, runId } = await submitted();

  await expect(confirmNoRunIsOpen(records)).rejects.toMatchObject({
    name: "PrerequisiteMissing",
    message: expect.stringContaining(runId),
  });
});

test("an installation without an open run may be deployed", async () => {
  const installation = await Installation.withoutLatency();

  await expect(confirmNoRunIsOpen(installation.port("records"))).resolves.toBeUndefined();
});
