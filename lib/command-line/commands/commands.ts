import type { AddCommand } from "../command.ts";

/**
 * Every command by its name, in the order of the help text. To add one, write its file and one line here.
 * A file is loaded only when its command is used, so `verify` and `report` load nothing that could reach a network.
 */
export const commands: Readonly<Record<string, () => Promise<{ readonly addCommand: AddCommand }>>> = {
  up: () => import("./up.ts"),
  down: () => import("./down.ts"),
  doctor: () => import("./doctor.ts"),
  init: () => import("./init.ts"),
  bootstrap: () => import("./bootstrap.ts"),
  deploy: () => import("./deploy.ts"),
  destroy: () => import("./destroy.ts"),
  plan: () => import("./plan.ts"),
  check: () => import("./check.ts"),
  change: () => import("./change.ts"),
  submit: () => import("./submit.ts"),
  adopt: () => import("./adopt.ts"),
  runs: () => import("./runs.ts"),
  status: () => import("./status.ts"),
  logs: () => import("./logs.ts"),
  open: () => import("./open.ts"),
  records: () => import("./records.ts"),
  verify: () => import("./verify.ts"),
  report: () => import("./report.ts"),
  rehearse: () => import("./rehearse.ts"),
  smoke: () => import("./smoke.ts"),
  stop: () => import("./stop.ts"),
  resume: () => import("./resume.ts"),
  lift: () => import("./lift.ts"),
  quarantine: () => import("./quarantine.ts"),
  approvers: () => import("./approvers.ts"),
  completion: () => import("./completion.ts"),
};
