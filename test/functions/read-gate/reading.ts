import type { Environment } from "../../../lib/domain/environment.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { lookAtRealState } from "../../../lib/shared-use-cases/look-at-real-state.ts";
import { awaited } from "../../fixtures/sample-facts.ts";
import { openedGate } from "../../simulator/opened-gate.ts";
import { OpenedRun, type Wanted } from "../../simulator/opened-run.ts";
import { payloadOf, requestsFor, requestsTo } from "../../simulator/requests.ts";
import { signedDecision } from "../../simulator/signed-decision.ts";

/** The gate that is read. */
export const gate = "staging-sign-off";
export const dora = { name: "Dora", address: "dora@example.com" };
/** No plan, change or state of an environment has this digest. */
export const wrongDigest = "0".repeat(64);

/** A run whose gates are read, and the requests to its signer. */
export async function reading(wanted: Wanted = {}) {
  const run = await OpenedRun.begin(wanted);
  const asked = requestsTo(run.installation.account, requestsFor("lambda", "Invoke"));
  const signed = () => asked.map(payloadOf).map(({ statement, about }) => ({ statement, about }));
  const read = (of: Gate = gate) => run.call("read-gate", { gate: of });
  const recorded = (action: "await-gate" | "expire-gate" | "pass-gate" | "void-gate") =>
    run.recorded(action, "observation");
  return { run, installation: run.installation, records: run.records, signed, read, recorded };
}

/** How a gate asks; omitted fields come from the run and its plan. */
export type Asked = {
  readonly of?: Gate;
  readonly environment?: Environment;
  readonly approver?: string;
  readonly people?: { name: string; address: string }[];
  readonly realState?: string;
  readonly planDigest?: string;
  readonly changeDigest?: string;
};

/** Opens the gate over a dossier that shows the environment as it is; `decide` decides for the one approver. */
export async function ask(
  run: OpenedRun,
  { of = gate, environment = "staging", approver = "staging-approver", ...more }: Asked = {},
) {
  const { installation, records, change } = run;
  const { digest: realState } = await installation.does(() =>
    lookAtRealState(installation.ports("read-gate"), change, environment, {}),
  );
  const opened = await openedGate(run, {
    gate: of,
    environment,
    approvers: [approver],
    quorum: 1,
    people: [dora],
    realState,
    ...more,
  });
  const decide = (decision: "approve" | "reject") =>
    records.decide(
      signedDecision({
        invitation: opened.invitationOf(approver),
        decision,
        reason: "because",
        basis: "a mailbox",
        identity: null,
        atMs: installation.time.nowMs(),
      }),
      opened.item,
    );
  return { ...opened, decide };
}

/** The run was sent to wait at the gate so many times. */
export const timesAwaited = (count: number) =>
  Array.from({ length: count }, (_, index) => awaited(gate, { time: index + 1 }));
