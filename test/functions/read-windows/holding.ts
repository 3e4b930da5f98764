import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import type { FreezeWindow } from "../../../lib/domain/freeze/window.ts";
import type { Lift } from "../../../lib/domain/records/lift.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { OpenedRun, type Wanted } from "../../simulator/opened-run.ts";
import { edit } from "../../simulator/table.ts";

/** A run that reads the windows of the settings, and whatever people lift of them. */
export async function holding(freezeWindows: readonly FreezeWindow[], wanted: Wanted = {}) {
  const run = await OpenedRun.begin({ ...wanted, settings: { freezeWindows } });
  const { installation, runId } = run;
  const mails: string[] = [];
  installation.sns.deliver = ({ text }) => mails.push(text);
  const call = (window: string, person: string, code?: string) =>
    installation.run("lift-window", { runId, window, person, ...(code === undefined ? {} : { code }) });
  return {
    run,
    installation,
    mails,
    /** Reads the windows before the first effect there. */
    look: (environment: Environment, scope: Scope = "everything") =>
      run.call("read-windows", { environment, scope }),
    looks: () => run.recorded("read-windows", "observation"),
    lifts: () => run.recorded("lift-window", "decision"),
    receipts: async () =>
      (await run.recorded("sign-receipt", "outcome")).filter(
        ({ statement }) => statement === "window-lifted",
      ),
    call,
    /** These people agree, each with the code that is mailed to them. */
    async agree(window: string, ...people: readonly string[]) {
      const outcomes: string[] = [];
      for (const person of people) {
        await call(window, person);
        const code = mails.at(-1)?.match(/--code (\S+)/)?.[1] ?? "";
        outcomes.push((await call(window, person, code)).outcome);
      }
      return outcomes;
    },
    /** Somebody writes into the row of a lifted window. */
    rewrite(environment: Environment, window: string, change: (lift: Lift) => Lift) {
      const key = keys.lift(installation.application, runId, environment, window);
      edit(installation, key, { lift: change(installation.dynamodb.find(key)?.["lift"] as Lift) });
    },
  };
}
