import { canonicalJson } from "../../../lib/domain/canonical.ts";
import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import { planDigest } from "../../../lib/plan/schema.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { Installation } from "../../simulator/installation.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";
import { attempted, executionOf, submit, submittedEvent } from "../../simulator/submitted.ts";
import { edit } from "../../simulator/table.ts";

const runId = "shop-0123456789ab-1";

/** An installation, and the executions that it starts from now on. */
async function installed() {
  const installation = await Installation.withoutLatency();
  const requests = requestsTo(installation.account, requestsFor("states", "StartExecution"));
  const started = () =>
    requests.map(({ input }) => {
      const { name, input: text } = input as { readonly name: string; readonly input: string };
      return [name, JSON.parse(text)];
    });
  return { installation, started, records: installation.port("records") };
}

/** A change that was submitted once, and whose execution still runs, or was never started. */
async function known(execution: "running" | "missing") {
  const { installation, records } = await installed();
  const { change, plan } = await submit(installation);
  if (execution === "missing") installation.states.executions.clear();
  const requests = requestsTo(installation.account, requestsFor("states", "StartExecution"));
  const again = () => installation.run("start-run", submittedEvent(change, plan));
  return { installation, requests, records, again, change, plan };
}

describe("a submitted change", () => {
  test("becomes a run with the lease, under an execution of its name", async () => {
    const { installation, started, records } = await installed();

    expect(await submit(installation)).toMatchObject({ runId, outcome: "started" });
    const change = {
      commit: "0123456789abcdef0123456789abcdef01234567",
      subject: "feat: a shop",
      author: "Dora",
      link: null,
    };
    expect(started()).toEqual([[runId, { runId, epoch: 1, change }]]);
    const executionArn = executionOf(installation, runId);
    expect(await records.lease()).toMatchObject({ runId, epoch: 1, executionArn });
    expect(installation.states.find(executionArn).status).toBe("RUNNING");
  });

  test("is claimed with everything that identifies it", async () => {
    const { installation, records } = await installed();
    const { change, plan } = await submit(installation, { edit: attempted(2) });

    expect(await records.claims()).toEqual([
      {
        runId: "shop-0123456789ab-2",
        repository: "example/shop",
        commit: change.commit.sha,
        attempt: 2,
        changeDigest: changeDigest(change),
        planDigest: planDigest(plan),
        door: "submit",
        claimedAtMs: installation.time.nowMs(),
        about: { subject: change.commit.subject, author: change.commit.author.name },
      },
    ]);
  });

  test("is listed with at most 300 characters of its subject and its author", async () => {
    const { installation, records } = await installed();
    const long = "x".repeat(301);
    await submit(installation, {
      edit: (change) => ({
        ...change,
        commit: { ...change.commit, subject: long, author: { ...change.commit.author, name: long } },
      }),
    });

    expect((await records.claims())[0]?.about).toEqual({
      subject: long.slice(0, 300),
      author: long.slice(0, 300),
    });
  });

  test("waits while another run has the lease, and no execution is started", async () => {
    const { installation, started, records } = await installed();
    await submit(installation);

    expect(await submit(installation, { edit: attempted(2) })).toMatchObject({
      runId: "shop-0123456789ab-2",
      outcome: "waiting",
    });
    expect(started()).toHaveLength(1);
    expect(await records.lease()).toMatchObject({ runId });
  });

  test.each(["changeDigest", "planDigest"])(
    "is refused before it is claimed when its %s names nothing",
    async (key) => {
      const { installation, records } = await installed();
      const { change, plan } = await submit(installation);
      const { detail } = submittedEvent(change, plan);

      await expect(
        installation.run("start-run", { detail: { ...detail, [key]: "f".repeat(64) } }),
      ).rejects.toMatchObject({ name: "NotFound" });
      expect(await records.claims()).toHaveLength(1);
      expect((await records.read("control-plane")).entries).toEqual([]);
    },
  );
});

describe("a change that was submitted before", () => {
  test("is noted with its digests, and not started while its execution runs", async () => {
    const { requests, records, again, change, plan } = await known("running");

    expect(await again()).toEqual({ runId, outcome: "known" });
    expect(requests).toEqual([]);
    expect((await records.read("control-plane")).entries).toMatchObject([
      {
        actor: "start-run",
        subject: runId,
        detail: {
          about: "known-change",
          detail: canonicalJson(submittedEvent(change, plan).detail),
        },
      },
    ]);
  });

  test("is started when its function was killed between the claim and the start", async () => {
    const { installation, requests, again } = await known("missing");

    expect(await again()).toEqual({ runId, outcome: "known" });
    expect(requests).toHaveLength(1);
    expect(installation.states.find(executionOf(installation, runId)).input).toMatchObject({
      runId,
      epoch: 1,
    });
  });

  test("is left to the sweep when another execution took the run over", async () => {
    const { requests, records, again } = await known("missing");
    await records.takeOver(runId, 2, "arn:execution:second", "its execution failed");
    await again();

    expect(requests).toEqual([]);
  });

  test("is not started when another run has the lease", async () => {
    const { installation, requests, again } = await known("missing");
    edit(installation, keys.lease(installation.application), { runId: "shop-0123456789ab-9" });
    await again();

    expect(requests).toEqual([]);
  });
});
