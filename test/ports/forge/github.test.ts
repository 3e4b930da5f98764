import { generateKeyPairSync } from "node:crypto";
import type { CommitOutcome } from "../../../lib/domain/run/commit-outcome.ts";
import { queuedEverywhere } from "../../../lib/domain/run/progress.ts";
import type { Answer, Request } from "../../../lib/ports/forge/api.ts";
import { githubForge } from "../../../lib/ports/forge/github.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  // As GitHub gives it: PKCS #1.
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
const sha = "a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d";
const outcome: CommitOutcome = {
  application: "shop",
  runId: "shop-a84d88e7554f-1",
  repository: "github.com/octocat/example",
  commit: sha,
  attempt: 1,
  state: "queued",
  environments: queuedEverywhere,
  title: "Waits for its turn",
  summary: "summary",
  effects: "effects",
  page: "https://approvals.example/runs/shop-a84d88e7554f-1",
};
const octocat = { login: "octocat", id: 1, node_id: "MDQ6VXNlcjE=", type: "User", site_admin: false };
const deployment = (id: number, environment: string) => ({
  url: `https://api.github.com/repos/octocat/example/deployments/${id}`,
  id,
  node_id: "MDEwOkRlcGxveW1lbnQx",
  sha,
  ref: sha,
  task: "interlock:shop",
  payload: { run: outcome.runId },
  original_environment: environment,
  environment,
  description: "Interlock: shop",
  creator: octocat,
  created_at: "2026-11-24T10:00:00Z",
  updated_at: "2026-11-24T10:00:00Z",
  statuses_url: `https://api.github.com/repos/octocat/example/deployments/${id}/statuses`,
  repository_url: "https://api.github.com/repos/octocat/example",
  transient_environment: false,
  production_environment: environment === "production",
});
const queued = (id: number) => ({
  state: "queued",
  description: `waits for its turn (${outcome.runId})`,
  log_url: outcome.page,
  auto_inactive: false,
  id,
});
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body: JSON.stringify(body),
});

/**
 * One conversation, request by request. The answers have the shapes of GitHub's published examples (github/docs,
 * src/rest/data/fpt-2022-11-28: apps.json, deployments.json, checks.json).
 */
const task = "task=interlock%3Ashop";
const here = "/repos/octocat/example";
const conversation: readonly (readonly [string, unknown, Answer])[] = [
  [
    `GET ${here}/installation`,
    undefined,
    answer(200, { id: 1, account: octocat, app_id: 1, target_type: "User", events: [], permissions: {} }),
  ],
  [
    "POST /app/installations/1/access_tokens",
    { repositories: ["example"], permissions: { checks: "write", deployments: "write" } },
    answer(201, {
      token: "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
      expires_at: "2026-11-24T11:00:00Z",
      permissions: { checks: "write", deployments: "write" },
      repository_selection: "selected",
    }),
  ],
  [`GET ${here}/deployments?sha=${sha}&${task}&per_page=100`, undefined, answer(200, [])],
  ...["development", "staging", "production"].map(
    (environment, index) =>
      [
        `POST ${here}/deployments`,
        {
          ref: sha,
          task: "interlock:shop",
          auto_merge: false,
          required_contexts: [],
          environment,
          production_environment: environment === "production",
          description: "Interlock: shop",
          payload: { run: outcome.runId },
        },
        answer(201, deployment(index + 1, environment)),
      ] as const,
  ),
  [
    `GET ${here}/deployments?sha=${sha}&${task}&per_page=100`,
    undefined,
    answer(200, [deployment(3, "production"), deployment(2, "staging"), deployment(1, "development")]),
  ],
  ...[1, 2, 3].flatMap((id) => [
    [`GET ${here}/deployments/${id}/statuses?per_page=100`, undefined, answer(200, [])] as const,
    [
      `POST ${here}/deployments/${id}/statuses`,
      {
        state: "queued",
        description: `waits for its turn (${outcome.runId})`,
        log_url: outcome.page,
        auto_inactive: false,
      },
      answer(201, { ...queued(10 + id), creator: octocat, environment: "production", target_url: "" }),
    ] as const,
  ]),
  [
    `GET ${here}/commits/${sha}/check-runs?check_name=Interlock%3A%20shop&filter=all&per_page=100`,
    undefined,
    answer(200, { total_count: 0, check_runs: [] }),
  ],
  [
    `POST ${here}/check-runs`,
    {
      name: "Interlock: shop",
      head_sha: sha,
      external_id: outcome.runId,
      details_url: outcome.page,
      status: "queued",
      output: { title: "Waits for its turn", summary: "summary", text: "effects" },
    },
    answer(201, { id: 4, head_sha: sha, external_id: outcome.runId, status: "queued", conclusion: null }),
  ],
];

const settings = {
  repository: "octocat/example",
  branch: "main",
  app: { clientId: "Iv23liSHOP", keySecretName: "shop/github-app" },
};

/** A forge whose network plays these answers, and what was asked and waited. */
function replayed(answers: readonly Answer[]) {
  const requests: Request[] = [];
  const waits: number[] = [];
  const forge = githubForge(settings, {
    send: async (request) => {
      const next = answers[requests.length];
      requests.push(request);
      if (next === undefined) throw new Error(`nothing answers ${request.method} ${request.url}`);
      return next;
    },
    clock: {
      nowMs: () => Date.parse("2026-11-24T10:00:00Z"),
      pause: async (ms) => {
        waits.push(ms);
      },
    },
    readSecret: async () => privateKey,
  });
  return { forge, requests, waits };
}

test("the first event of a run makes exactly this conversation with GitHub", async () => {
  const { forge, requests } = replayed(conversation.map(([, , answered]) => answered));
  expect(await forge.show(outcome)).toBe("shown");
  expect(
    requests.map(({ method, url, body }) => [
      `${method} ${url.replace("https://api.github.com", "")}`,
      body === undefined ? undefined : JSON.parse(body),
    ]),
  ).toEqual(conversation.map(([line, body]) => [line, body]));
});

test("the App's token is asked for with a JWT, and everything else with the installation's token", async () => {
  const { forge, requests } = replayed(conversation.map(([, , answered]) => answered));
  await forge.show(outcome);
  const [installation, token, ...rest] = requests.map(({ headers }) => headers["authorization"] ?? "");
  for (const jwt of [installation, token]) {
    const [, claims = ""] = jwt?.replace("Bearer ", "").split(".") ?? [];
    const nowSeconds = Date.parse("2026-11-24T10:00:00Z") / 1_000;
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({
      iat: nowSeconds - 60,
      exp: nowSeconds + 480,
      iss: "Iv23liSHOP",
    });
  }
  expect(new Set(rest)).toEqual(new Set(["Bearer ghs_16C7e42F292c6912E7710c838347Ae178B4a"]));
});

test.each([
  [{ status: 429, headers: { "retry-after": "7" } }, 7_000],
  [{ status: 403, headers: { "retry-after": "3600" } }, 20_000],
  [{ status: 403, headers: { "x-ratelimit-remaining": "0" } }, 1_000],
  [{ status: 502, headers: {} }, 1_000],
] as const)("%j is asked again after a wait, and then shown", async ({ status, headers }, waitMs) => {
  const answers = conversation.map(([, , answered]) => answered);
  const { forge, waits } = replayed([answer(status, { message: "later" }, headers), ...answers]);
  expect(await forge.show(outcome)).toBe("shown");
  expect(waits).toEqual([waitMs]);
});

test("a text that is too long for GitHub is cut at its limit", async () => {
  const { forge, requests } = replayed(conversation.map(([, , answered]) => answered));
  await forge.show({ ...outcome, effects: "e".repeat(100_000), title: "t".repeat(1_000) });
  const { output } = JSON.parse(requests.at(-1)?.body ?? "{}");
  expect([output.text.length, output.title.length]).toEqual([65_535, 255]);
});
