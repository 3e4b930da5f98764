import { createPublicKey, verify } from "node:crypto";
import type { Answer, Request, Send } from "../../../lib/ports/forge/api.ts";

type Row = Record<string, unknown> & { readonly id: number };
type Body = Record<string, unknown>;
/** A GitHub App: the id that its tokens must name as their issuer, and the key that they must be signed with. */
type App = { readonly clientId: string; readonly publicKeyPem: string };
/** Until when a token counts, and its permissions: what it may read or write. */
type Token = { readonly untilMs: number; readonly permissions: Readonly<Record<string, string>> };
type Status = Row & { readonly deployment: number; readonly state: string };
const hourMs = 3_600_000;
/** Characters of a summary, and of a text. */
const mostInOutput = 65_535;

const answered = (status: number, body: unknown): Answer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify(body),
});
/** A page of a list: 30 rows unless more are asked for, and never more than 100 (GitHub docs, "Using pagination in the REST API"). */
function page<T>(rows: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(100, Number(query.get("per_page") ?? 30));
  const from = (Number(query.get("page") ?? 1) - 1) * size;
  return rows.slice(from, from + size);
}
const refused = (status: number, message: string): Answer =>
  answered(status, { message, documentation_url: "https://docs.github.com/rest", status: String(status) });

/**
 * GitHub's REST API, as far as a deployment tool uses it. Paths, fields and status codes are those of the published
 * documentation (github/docs, src/rest/data/fpt-2022-11-28: apps.json, deployments.json, checks.json).
 */
export class Github {
  readonly deployments: Row[] = [];
  readonly statuses: Status[] = [];
  readonly checkRuns: Row[] = [];
  readonly requests: Request[] = [];
  app: App;
  /** What happens instead of an answer: before the request has an effect, or after it. */
  fault: (
    request: Request,
    number: number,
  ) => { readonly after: boolean; readonly answer: Answer | null } | null = () => null;
  isInstalled = true;
  /** What the installation may do, as its owner granted it. */
  readonly granted = new Map<string, string>([
    ["checks", "write"],
    ["deployments", "write"],
  ]);
  private readonly tokens = new Map<string, Token>();
  private ids = 0;
  private readonly repository: string;
  private readonly nowMs: () => number;

  constructor(repository: string, app: App, nowMs: () => number) {
    this.repository = repository;
    this.app = app;
    this.nowMs = nowMs;
  }

  /** The network to it. */
  readonly send: Send = async (request) => {
    this.requests.push(request);
    const fault = this.fault(request, this.requests.length);
    if (fault !== null && !fault.after) return lost(fault.answer);
    const answer = this.answer(request);
    return fault === null ? answer : lost(fault.answer);
  };

  /** Every token that was given out ends at once. */
  revoke(): void {
    this.tokens.clear();
  }

  /** The newest state of each environment's deployments, oldest deployment first. */
  states(environment: string): readonly string[] {
    return this.deployments
      .filter((one) => one["environment"] === environment)
      .map(({ id }) => this.statuses.filter(({ deployment }) => deployment === id).at(-1)?.state ?? "none");
  }

  private answer({ method, url, headers, body = "{}" }: Request): Answer {
    const { pathname, searchParams, origin } = new URL(url);
    if (origin !== "https://api.github.com") throw new Error(`a request went to ${origin}`);
    const [, scheme, credential = ""] = /^(\w+) (.+)$/.exec(headers["authorization"] ?? "") ?? [];
    if (scheme !== "Bearer") return refused(401, "Requires authentication");
    const sent = JSON.parse(body) as Body;
    if (pathname === `/repos/${this.repository}/installation` || pathname.startsWith("/app/installations/")) {
      if (!this.isApp(credential)) return refused(401, "A JSON web token could not be decoded");
      if (!this.isInstalled) return refused(404, "Not Found");
      if (method === "GET") return answered(200, { id: 4711, app_id: 1 });
      return this.mint(sent);
    }
    const token = this.tokens.get(credential);
    if (token === undefined || token.untilMs <= this.nowMs()) return refused(401, "Bad credentials");
    const here = `/repos/${this.repository}`;
    if (!pathname.startsWith(`${here}/`)) return refused(404, "Not Found");
    const path = pathname.slice(here.length);
    const permission = path.startsWith("/deployments") ? "deployments" : "checks";
    const may = token.permissions[permission];
    if (
      this.granted.get(permission) === undefined ||
      (method === "GET" ? may === undefined : may !== "write")
    )
      return refused(403, "Resource not accessible by integration");
    return this.inRepository(method, path, searchParams, sent);
  }

  /**
   * A token has what it is asked for, at most what the installation was granted; of the rest GitHub says these words
   * (peter-murray/workflow-application-token-action#48). A repository that it was not given does not exist for it.
   */
  private mint({ permissions = Object.fromEntries(this.granted), repositories }: Body): Answer {
    const asked = permissions as Token["permissions"];
    if (Object.entries(asked).some(([name, level]) => !isWithin(level, this.granted.get(name))))
      return refused(422, "The permissions requested are not granted to this installation.");
    const [, own] = this.repository.split("/");
    if (repositories !== undefined && !(repositories as readonly unknown[]).includes(own))
      return refused(422, "There is at least one repository that does not exist or is not accessible.");
    const token = `ghs_${this.nextId()}`;
    const untilMs = this.nowMs() + hourMs;
    this.tokens.set(token, { untilMs, permissions: asked });
    return answered(201, { token, expires_at: new Date(untilMs).toISOString(), permissions: asked });
  }

  private inRepository(method: string, path: string, query: URLSearchParams, sent: Body): Answer {
    const [, of = ""] = /^\/deployments\/(\d+)\/statuses$/.exec(path) ?? [];
    if (of !== "") return this.statusesOf(method, Number(of), query, sent);
    const [, run = ""] = /^\/check-runs\/(\d+)$/.exec(path) ?? [];
    if (run !== "") return this.patch(Number(run), sent);
    const [, sha = ""] = /^\/commits\/(\w+)\/check-runs$/.exec(path) ?? [];
    if (sha !== "") {
      const found = this.checkRuns.filter(
        (one) => one["head_sha"] === sha && one["name"] === query.get("check_name"),
      );
      return answered(200, { total_count: found.length, check_runs: page(found, query) });
    }
    if (path === "/check-runs" && method === "POST")
      return isCheckRun(sent) ? this.made(this.checkRuns, checkRun(sent)) : refused(422, "Invalid request.");
    if (path !== "/deployments") return refused(404, "Not Found");
    if (method === "POST") return this.deploy(sent);
    const wanted = ["sha", "task", "environment"].filter((name) => query.has(name));
    const found = this.deployments.filter((one) => wanted.every((name) => one[name] === query.get(name)));
    return answered(200, page(found.toReversed(), query));
  }

  /** A branch that is behind is merged first, and every check of the commit must have succeeded, unless the request says otherwise. */
  private deploy(sent: Body): Answer {
    if (sent["auto_merge"] !== false)
      return answered(202, { message: "Auto-merged main into topic branch on deployment." });
    const open = this.checkRuns.some(
      (one) => one["head_sha"] === sent["ref"] && one["conclusion"] !== "success",
    );
    if (open && sent["required_contexts"] === undefined)
      return refused(409, "Conflict: Commit status checks failed for the ref.");
    return this.made(this.deployments, { ...sent, sha: sent["ref"], payload: sent["payload"] });
  }

  private statusesOf(method: string, deployment: number, query: URLSearchParams, sent: Body): Answer {
    const of = this.deployments.find(({ id }) => id === deployment);
    if (of === undefined) return refused(404, "Not Found");
    if (method === "GET") {
      const found = this.statuses.filter((one) => one.deployment === deployment);
      return answered(200, page(found.toReversed(), query));
    }
    const state = String(sent["state"]);
    if (!/^(error|failure|inactive|in_progress|queued|pending|success)$/.test(state))
      return refused(422, "Validation Failed");
    if (String(sent["description"] ?? "").length > 140) return refused(422, "Validation Failed");
    if (state === "success" && sent["auto_inactive"] !== false) this.retireBefore(of);
    return this.made(this.statuses, { ...sent, deployment, state });
  }

  /** What a success does to earlier deployments of its environment, other than production. */
  private retireBefore({ id, environment }: Row): void {
    for (const one of this.deployments)
      if (one.id < id && one["environment"] === environment && one["production_environment"] !== true)
        this.made(this.statuses, { deployment: one.id, state: "inactive" });
  }

  private patch(id: number, sent: Body): Answer {
    const at = this.checkRuns.findIndex((one) => one.id === id);
    const before = this.checkRuns[at];
    if (before === undefined) return refused(404, "Not Found");
    const after = { ...before, conclusion: null, ...sent };
    if (!isCheckRun(after)) return refused(422, "Invalid request.");
    this.checkRuns[at] = after;
    return answered(200, after);
  }

  private nextId(): number {
    this.ids += 1;
    return this.ids;
  }

  private made(rows: Row[], row: Body): Answer {
    const kept = { ...row, id: this.nextId() };
    rows.push(kept as never);
    return answered(201, kept);
  }

  private isApp(token: string): boolean {
    const [head = "", claims = "", signature = ""] = token.split(".");
    const { iat, exp, iss } = JSON.parse(Buffer.from(claims, "base64url").toString()) as {
      readonly iat?: number;
      readonly exp?: number;
      readonly iss?: unknown;
    };
    const now = Math.floor(this.nowMs() / 1_000);
    const isInTime = (iat ?? now) <= now && (exp ?? 0) > now && (exp ?? 0) - (iat ?? 0) <= 600;
    return (
      isInTime &&
      // Of another issuer it says the same as of a wrong signature (octokit/auth-app.js#375).
      iss === this.app.clientId &&
      verify(
        "RSA-SHA256",
        Buffer.from(`${head}.${claims}`),
        createPublicKey(this.app.publicKeyPem),
        Buffer.from(signature, "base64url"),
      )
    );
  }
}

/** Whether a level of a permission is within the one that was granted. */
const isWithin = (asked: string, granted: string | undefined): boolean =>
  granted === "write" || (granted === "read" && asked === "read");

/** Whether the values are taken: a title and a summary, texts within their limit, and a conclusion of what is completed. */
function isCheckRun({ status, conclusion, output }: Body): boolean {
  const { title, summary, text } = (output ?? {}) as Body;
  return (
    typeof title === "string" &&
    [summary, text ?? ""].every((one) => typeof one === "string" && one.length <= mostInOutput) &&
    (status === "completed") === (typeof conclusion === "string")
  );
}

const checkRun = (sent: Body): Body => ({
  conclusion: null,
  ...sent,
  output: { text: null, ...(sent["output"] as Body) },
});

function lost(answer: Answer | null): Answer {
  if (answer === null) throw new Error("the connection was lost");
  return answer;
}
