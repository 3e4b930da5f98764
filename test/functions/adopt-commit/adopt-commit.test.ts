import { type Adoption, openAdoption } from "../../../lib/domain/records/adoption.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import { mailsOf } from "../../simulator/mailbox.ts";
import { requestsTo } from "../../simulator/requests.ts";
import { submitted } from "../../simulator/submitted.ts";

const halfAnHourMs = 30 * 60_000;
const repository = "github.com/acme/shop";
const commit = "a".repeat(40);

/** An installation with a claimed run, the mails that it sends, and the Platform Owner's ways to answer. */
async function installed() {
  const { installation, records, runId, change } = await submitted();
  const mails = mailsOf(installation);
  const call = (about: object) => installation.run("adopt-commit", { repository, commit, ...about });
  const ask = async (about: object = {}) => {
    const answer = await call(about);
    return { ...answer, code: mails.at(-1)?.text.match(/--code (\S+)/)?.[1] ?? "" };
  };
  const succeed = () =>
    records.recordSuccess(
      { runId, epoch: 1, actor: "close-run" },
      { runId, commit: change.commit.sha, changeDigest: "0".repeat(64) },
    );
  const noted = async () => (await records.read(ownChain)).entries;
  return { installation, records, mails, change, runId, call, ask, succeed, noted };
}

const owner = "platform-owner";

describe("a commit is adopted", () => {
  test("by the Platform Owner, with the code that was mailed to them alone", async () => {
    const { records, mails, call, ask } = await installed();
    const { outcome, code } = await ask();

    expect(outcome).toBe("sent");
    expect(mails.map(({ approver }) => approver)).toEqual([owner]);
    expect(await records.adoption(repository)).toBeNull();
    expect(await call({ code })).toEqual({ outcome: "adopted", owner });
    expect(await records.adoption(repository)).toMatchObject({ repository, commit, by: owner, after: null });
  });

  test("and the control plane's own chain says so, with what was signed", async () => {
    const { installation, records, call, ask, noted } = await installed();
    await call({ code: (await ask()).code });
    const [entry] = await noted();
    const adoption = (await records.adoption(repository)) as Adoption;
    const key = readVerifyingKey(await installation.port("verifyingKeys").operatorPem());

    expect(entry).toMatchObject({
      actor: owner,
      action: "note",
      subject: repository,
      detail: { about: "adopt", envelope: adoption.envelope },
    });
    expect(openAdoption(adoption, key)).toMatchObject({ operation: "adopt", by: owner, subject: repository });
    expect(openAdoption({ ...adoption, commit: "b".repeat(40) }, key)).toBeNull();
    expect(openAdoption({ ...adoption, after: "shop-1" }, key)).toBeNull();
    expect(openAdoption({ ...adoption, repository: "github.com/mallory/shop" }, key)).toBeNull();
    expect(openAdoption({ ...adoption, by: "mallory" }, key)).toBeNull();
  });

  test("for one repository at a time: that of another repository stays", async () => {
    const { records, call, ask } = await installed();
    const other = { repository: "github.com/acme/other", commit: "b".repeat(40) };
    await call({ code: (await ask()).code });
    await call({ ...other, code: (await ask(other)).code });

    expect(await records.adoption(repository)).toMatchObject({ commit });
    expect(await records.adoption(other.repository)).toMatchObject(other);
  });

  test("again once a run of another repository has succeeded", async () => {
    const { call, ask, succeed } = await installed();
    const { code } = await ask();
    await call({ code });
    expect((await ask()).outcome).toBe("already");
    await succeed();
    expect((await ask()).outcome).toBe("sent");
  });

  test("in place of one that was adopted before, and both are in the records", async () => {
    const { records, call, ask, noted } = await installed();
    const later = { commit: "b".repeat(40) };
    await call({ code: (await ask()).code });

    expect(await call({ ...later, code: (await ask(later)).code })).toMatchObject({ outcome: "adopted" });
    expect(await records.adoption(repository)).toMatchObject(later);
    expect(await noted()).toHaveLength(2);
  });
});

describe("a commit is not adopted", () => {
  test.each<[string, object]>([
    ["a code that nobody sent", { code: "guessed" }],
    ["an empty answer to another repository's code", { repository: "github.com/acme/other" }],
    ["a code that was mailed for another commit", { commit: "b".repeat(40) }],
  ])("under %s", async (_what, about) => {
    const { records, call, ask, noted } = await installed();
    const { code } = await ask();

    expect(await call({ code, ...about })).toEqual({ outcome: "wrong-code", owner });
    expect(await records.adoption(repository)).toBeNull();
    expect(await noted()).toEqual([]);
  });

  test.each([
    ["is accepted within half an hour", halfAnHourMs - 1, "adopted"],
    ["is not accepted after half an hour", halfAnHourMs, "wrong-code"],
  ])("with an old code: it %s", async (_what, laterMs, outcome) => {
    const { installation, call, ask } = await installed();
    const { code } = await ask();
    await installation.pass(laterMs);

    expect(await call({ code })).toMatchObject({ outcome });
  });

  test("with a code that a newer one replaced", async () => {
    const { call, ask } = await installed();
    const { code } = await ask();
    await ask();

    expect(await call({ code })).toMatchObject({ outcome: "wrong-code" });
  });

  test("twice: no second code is sent, and the first is of no use", async () => {
    const { mails, call, ask, noted } = await installed();
    const { code } = await ask();
    await call({ code });

    expect(await call({})).toEqual({ outcome: "already", owner });
    expect(await call({ code })).toEqual({ outcome: "already", owner });
    expect(mails).toHaveLength(1);
    expect(await noted()).toHaveLength(1);
  });

  test("over a successful run of the same repository, but over that of another", async () => {
    const { records, mails, runId, change, call, ask, succeed } = await installed();
    await succeed();

    expect(await call({ repository: change.repository })).toEqual({ outcome: "not-needed", owner });
    expect(mails).toEqual([]);
    expect(await call({ code: (await ask()).code })).toMatchObject({ outcome: "adopted" });
    expect(await records.adoption(repository)).toMatchObject({ commit, after: runId });
  });

  test.each<[string, object]>([
    ["an abbreviated commit", { commit: "a".repeat(12) }],
    ["a branch", { commit: "main" }],
    ["no repository", { repository: "" }],
  ])("from %s", async (_what, about) => {
    const { call } = await installed();

    await expect(call(about)).rejects.toMatchObject({ name: "InvalidInput" });
  });
});

test("only the mail has the code, and it names repository and commit", async () => {
  const { installation, mails, ask } = await installed();
  const requests = requestsTo(installation.account, ({ service }) => service !== "sns");
  const { code } = await ask({ repository: "github.com/acme/‮shop" });

  expect(mails[0]?.text).toContain("repository: github.com/acme/‹U+202E›shop\n");
  expect(mails[0]?.text).toContain(`npx interlock adopt ${commit} --code ${code} --aws --application shop\n`);
  expect(JSON.stringify(requests.map(({ input }) => input))).not.toContain(code);
});
