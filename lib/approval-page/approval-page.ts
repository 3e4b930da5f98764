import type { Digest } from "../domain/canonical.ts";
import type { Dossier } from "../domain/gate/dossier.ts";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";

/** What stands in the form besides the dossier. */
export type Form = {
  readonly digest: Digest;
  readonly nonce: string;
  readonly approver: string;
  /** Why the form that was sent decided nothing. */
  readonly error: string | null;
  readonly reason: string;
};

/** The page of one invitation: everything the decision is about, its digest in full, and the form. */
export function approvalPage(dossier: Dossier, form: Form): string {
  const { gate, clause, documentId, question, runId, environment, commit, repository } = dossier;
  const body = html`
<p class="kicker">${documentId}, section ${clause} · ${gate} · for ${form.approver}</p>
<h1>${question}</h1>
${form.error === null ? html`` : html`<p class="error" role="alert">${form.error}</p>`}
<dl>
<dt>Run</dt><dd>${runId}</dd>
<dt>Commit</dt><dd><code>${commit.sha}</code><br>${commit.subject}</dd>
<dt>By</dt><dd>${commit.author.name}, ${commit.committedAt}</dd>
<dt>Repository</dt><dd>${repository}</dd>
<dt>Environment</dt><dd data-environment="${environment}">${environment}</dd>
<dt>Plan</dt><dd><code>${dossier.planDigest}</code></dd>
<dt>Change</dt><dd><code>${dossier.changeDigest}</code></dd>
<dt>This page</dt><dd><code data-digest="${form.digest}">${form.digest}</code></dd>
<dt>Works until</dt><dd>${new Date(dossier.expiresAtMs).toUTCString()}; then the answer is no</dd>
</dl>
<h2>What ${environment} ${tense(dossier)}</h2>
<table><thead><tr><th scope="col">Step</th><th scope="col">Stack</th><th scope="col">Template</th></tr></thead><tbody>
${dossier.steps.map(
  ({ step, stackName, templateDigest }) =>
    html`<tr><td>${step}</td><td>${stackName}</td><td><code>${templateDigest.slice(0, 16)}</code></td></tr>`,
)}
</tbody></table>
${answers(dossier)}${waivers(dossier)}${kept(dossier)}
<form method="post">
<input type="hidden" name="nonce" value="${form.nonce}">
<input type="hidden" name="digest" value="${form.digest}">
<label for="challenge">To decide, type the environment and the first eight digits of this page's digest</label>
<input type="text" id="challenge" name="challenge" autocomplete="off" autocapitalize="none" spellcheck="false" required aria-describedby="challenge-hint">
<p class="hint" id="challenge-hint">For example: ${environment} 0a1b2c3d</p>
<label for="reason">Reason (needed for a no)</label>
<textarea id="reason" name="reason" rows="3" maxlength="2000">${form.reason}</textarea>
<div class="decisions">
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="reject">Reject</button>
</div>
</form>`;
  return layout(`${gate}: ${runId}`, body);
}

/** A page that only says something. */
export const messagePage = (title: string, text: string): string =>
  layout(title, html`<p class="kicker">Interlock</p><h1>${title}</h1><p>${text}</p>`);

const tense = ({ gate }: Dossier): string =>
  gate === "staging-sign-off" || gate === "production-release" ? "has" : "will get";

const answers = ({ readings }: Dossier): Html =>
  readings.length === 0
    ? html``
    : html`<h2>What the checks answered</h2>
<table><thead><tr><th scope="col">Check</th><th scope="col">About</th><th scope="col">Answer</th></tr></thead><tbody>
${readings.map(
  ({ check, fact, resource, answer, saw }) =>
    html`<tr><td>${check}</td><td>${fact}<br><span class="hint">${resource}</span></td><td class="${answer}">${answer}: ${saw}</td></tr>`,
)}
</tbody></table>`;

const waivers = ({ waivers: waived }: Dossier): Html =>
  waived.length === 0
    ? html``
    : html`<h2>What this installation cannot see, and goes on without</h2>
<ul>${waived.map(({ check, fact, reason }) => html`<li>${fact} (${check}): ${reason}</li>`)}</ul>`;

const kept = ({ gate, keeps }: Dossier): Html =>
  gate !== "production-release"
    ? html``
    : html`<h2>If the answer is no</h2>
<p>Ingress stays closed, compute and monitoring are taken down or restored, and ${keeps.join(", ")} stay.</p>`;
