import type { Answer, Request, Send } from "../../../lib/ports/forge/api.ts";

type Status = {
  readonly id: number;
  readonly sha: string;
  readonly name: string;
  status: string;
  description: string | null;
  target_url: string | null;
};
const answered = (status: number, body: unknown): Answer => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});

/** From which states each event may come. Source: gitlab-org/gitlab, app/models/commit_status.rb, state_machine. */
const from: Readonly<Record<string, readonly string[]>> = {
  pending: ["created"],
  running: ["created", "pending"],
  success: ["created", "pending", "running"],
  failed: ["created", "pending", "running"],
  canceled: ["created", "pending", "running"],
};

/** Source: gitlab-org/gitlab, app/models/generic_commit_status.rb, target_url. */
const mostInTargetUrl = 255;
/** Source: GitLab REST API, "Pagination". */
const rowsOfPage = { unlessAsked: 20, most: 100 };

/**
 * GitLab's commit statuses. Source: GitLab REST API, "Commits API": List commit statuses, Set commit pipeline status; and what it
 * says to a second `running` (gitlab-foss#25807). A list is oldest first (gitlab-org/gitlab, merge request 176142).
 */
export class Gitlab {
  readonly statuses: Status[] = [];
  readonly requests: Request[] = [];
  private readonly project: string;
  private readonly token: string;

  constructor(project: string, token: string) {
    this.project = project;
    this.token = token;
  }

  /** The network to it. */
  readonly send: Send = async (request) => {
    this.requests.push(request);
    const { method, url, headers, body = "{}" } = request;
    if (headers["private-token"] !== this.token) return answered(401, { message: "401 Unauthorized" });
    const base = `https://gitlab.com/api/v4/projects/${encodeURIComponent(this.project)}`;
    if (!url.startsWith(`${base}/`)) return answered(404, { message: "404 Project Not Found" });
    const { pathname, searchParams } = new URL(url);
    const path = pathname.slice(new URL(base).pathname.length);
    const [, listed] = /^\/repository\/commits\/(\w+)\/statuses$/.exec(path) ?? [];
    if (method === "GET" && listed !== undefined) {
      const size = Number(searchParams.get("per_page") ?? rowsOfPage.unlessAsked);
      const wanted = searchParams.get("name");
      const found = this.statuses.filter(
        ({ sha, name }) => sha === listed && (wanted === null || name === wanted),
      );
      return answered(200, found.slice(0, Math.min(rowsOfPage.most, size)));
    }
    const [, sha] = /^\/statuses\/(\w+)$/.exec(path) ?? [];
    if (method !== "POST" || sha === undefined) return answered(404, { error: "404 Not Found" });
    const { state, name, ...rest } = JSON.parse(body) as Omit<Status, "id" | "sha" | "status"> & {
      state: string;
    };
    if ((rest.target_url ?? "").length > mostInTargetUrl)
      return answered(400, { message: { target_url: ["is too long (maximum is 255 characters)"] } });
    const now = this.statuses.find((one) => one.sha === sha && one.name === name);
    if (now === undefined) {
      this.statuses.push({ id: this.statuses.length + 1, sha, name, status: state, ...rest });
      return answered(201, this.statuses.at(-1));
    }
    if (!(from[state] ?? []).includes(now.status))
      return answered(400, {
        message: `Cannot transition status via :${state} from :${now.status} (Reason(s): Status cannot transition via "${state}")`,
      });
    Object.assign(now, rest, { status: state });
    return answered(201, now);
  };
}
