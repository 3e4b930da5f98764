import type { Dossier } from "../../lib/domain/gate/dossier.ts";

/** The mail to an approver: what is asked, about what, and the one link. SNS subjects have at most 100 characters. */
export function mailAbout(
  dossier: Dossier,
  link: string,
): { readonly subject: string; readonly text: string } {
  const { gate, question, runId, repository, commit, environment, steps, clause, documentId } = dossier;
  const text = `${question}

Run        ${runId}
Gate       ${gate} (${documentId}, section ${clause})
Commit     ${commit.sha.slice(0, 12)} ${commit.subject}
By         ${commit.author.name}
Repository ${repository}
About      ${environment}: ${steps.map(({ step }) => step).join(", ")}

Look at it and decide here. The link is yours alone and works until ${new Date(dossier.expiresAtMs).toUTCString()}:
${link}

Looking decides nothing. If you do nothing until then, the answer is no.
`;
  return { subject: `Interlock: ${gate} for ${runId}`.slice(0, 100), text };
}
