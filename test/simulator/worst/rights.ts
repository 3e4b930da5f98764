import { memoize } from "../../../lib/domain/memoize.ts";
import { askedBy, type Names } from "../../assurance/iam/authorised.ts";
import { inMemoryRegion, namesIn } from "../../assurance/iam/names.ts";
import { type Policies, policiesIn } from "../../assurance/iam/policies.ts";
import { refusalOf } from "../../assurance/iam/refusal-of.ts";
import { controlPlane, deployed, ofType, region } from "../../assurance/iam/template.ts";
import type { Call } from "../account.ts";
import type { Session } from "../accounts/environment-accounts.ts";
import type { Installation } from "../installation.ts";

/** Who may do what in the control plane's account as it is synthesised: roles, and the policies of keys, topics and buckets. */
export type Rights = {
  readonly policies: Policies;
  readonly names: Omit<Names, "account">;
  /** How often the SDK sends a request of any function before it gives up. */
  readonly attempts: number;
};

/** Source: AWS SDKs and Tools reference guide, "Retry behavior": how often without a variable. */
const defaultAttempts = 3;

/** Reads them of the synthesised template. */
export function rightsIn(template: unknown): Rights {
  const control = deployed(template);
  const attempts = ofType(control, "AWS::Lambda::Function").map(({ properties }) =>
    Number(properties["Environment"]?.Variables?.["AWS_MAX_ATTEMPTS"] ?? defaultAttempts),
  );
  return { policies: policiesIn(control), names: namesIn(control), attempts: Math.min(...attempts) };
}

const decided = new WeakMap<Rights, Map<string, string | null>>();

/** Digests and run ids differ from call to call, and no policy names one. */
const withoutDigests = (text: string): string => text.replace(/[0-9a-f]{12,}/g, "x");

const sessionIds = new Map<string, number>();
const ofSession = new WeakMap<object, number>();

/** A number for all sessions of one role and policy. */
function idOf(session: Session): number {
  const known = ofSession.get(session);
  if (known !== undefined) return known;
  const key = `${session.roleArn} ${session.policy}`;
  const id = sessionIds.get(key) ?? sessionIds.size;
  sessionIds.set(key, id);
  ofSession.set(session, id);
  return id;
}

/** Every request of a function is asked of IAM: its role, its session, and the policy of the key, topic or bucket. */
export function demandRights({ account, accounts, application }: Installation, rights: Rights): void {
  const known = decided.get(rights) ?? new Map<string, string | null>();
  decided.set(rights, known);
  const { confirm } = account;
  const namesOf = memoize(8, (of: string): Names => ({ ...rights.names, account: of }));
  const allowed = new Set<string>();
  const refusalFor = (call: Call): string | null => {
    const { process, service, operation, session: key } = call;
    const session = key === null ? undefined : accounts.sessionOf(key);
    const by = process.name.slice(application.length + 1);
    for (const asked of askedBy(call, namesOf(session?.account ?? controlPlane))) {
      const context = asked.context === undefined ? "" : JSON.stringify(asked.context);
      const who = session === undefined ? by : `${by} ${idOf(session)}`;
      const asking = `${who} ${asked.action} ${asked.resource} ${context}`;
      // Most requests are repeated as they are.
      if (allowed.has(asking)) continue;
      const question = withoutDigests(asking);
      let why = known.get(question);
      if (why === undefined) {
        const use = {
          by,
          session: session === undefined ? null : { roleArn: session.roleArn, policy: session.policy },
          asked,
          call: `${service} ${operation}`,
        };
        why = refusalOf(
          rights.policies,
          JSON.parse(JSON.stringify(use).replaceAll(inMemoryRegion, region)) as typeof use,
        );
        known.set(question, why);
      }
      if (why === null) allowed.add(asking);
      else return `${by} is not authorized to perform ${asked.action} on ${asked.resource}: ${why}`;
    }
    return null;
  };
  account.confirm = (call) => {
    confirm(call);
    // Describing is one service here and two dozen on AWS: `assure -- iam` asks for it. The table is asked item by item above.
    if (
      call.service === "describe" ||
      call.service === "dynamodb" ||
      !call.process.name.startsWith(`${application}-`)
    )
      return;
    const refusal = refusalFor(call);
    if (refusal !== null) throw Object.assign(new Error(refusal), { name: "AccessDeniedException" });
  };
}
