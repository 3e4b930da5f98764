import { showInvitation } from "../../../functions/show-invitation/show-invitation.ts";
import { isNonce } from "../../../lib/domain/gate/invitation.ts";
import { opened, openedRun } from "../../fakes/opened-run.ts";
import { cookiesOf, formIn } from "../../fakes/world.ts";

const name = "__Host-interlock";

async function showing() {
  const run = await openedRun();
  const asks = await opened(run, { gate: "change-record", approvers: ["change-manager"], quorum: 1 });
  const secret = asks.linkOf("change-manager");
  const show = (invitation = secret, cookies: Readonly<Record<string, string>> = {}, method = "GET") =>
    showInvitation(run.world.ports)({ method, invitation, cookies, query: {}, headers: {}, form: {} });
  return { ...run, ...asks, secret, show };
}

describe("a link that is opened", () => {
  test.each(["GET", "HEAD"])("by %s shows what is asked, and writes nothing down", async (method) => {
    const { show, secret, dossier, written } = await showing();
    const before = await written();
    const { status, html } = await show(secret, {}, method);
    expect(status).toBe(200);
    expect(html).toContain(dossier.question);
    expect(await written()).toBe(before);
  });

  test.each(["POST", "PUT", "DELETE"])("by %s is refused, and nothing is looked up", async (method) => {
    const { world, show, secret } = await showing();
    world.records.invitation = () => Promise.reject(new Error("it was looked up"));
    expect((await show(secret, {}, method)).status).toBe(405);
  });

  test("for the first time gives the browser a cookie, to which its form is bound", async () => {
    const { show, secret } = await showing();
    const shown = await show();
    const cookie = cookiesOf(shown)[name] ?? "";
    expect(cookie).not.toBe("");
    expect(isNonce(formIn(shown.html)["nonce"] ?? "", cookie, secret)).toBe(true);
  });

  test("again leaves the browser the cookie that it has", async () => {
    const { show, secret } = await showing();
    const shown = await show(secret, { [name]: "the one it has" });
    expect(shown.cookies).toBeUndefined();
    expect(isNonce(formIn(shown.html)["nonce"] ?? "", "the one it has", secret)).toBe(true);
  });

  test("and cannot be used gives a cookie as well: even that tells nothing", async () => {
    const { show } = await showing();
    const shown = await show("nobody has this");
    expect(shown.status).toBe(404);
    expect(cookiesOf(shown)[name]).not.toBe("");
    expect((await show("nobody has this", { [name]: "the one it has" })).cookies).toBeUndefined();
  });
});
