import { alertOf, deciding, manager, person } from "./deciding.ts";

describe("a gate that asks for a sign-in", () => {
  const oidc = () => deciding({ identity: "oidc" }, { settings: { approvers: [manager] } });

  test("is decided by the approver who signed in for its link, and the records name them", async () => {
    const { send, signIn, decided } = await oidc();
    await signIn();
    expect((await send()).status).toBe(200);
    expect(await decided()).toMatchObject([
      {
        basis: "signed in as cm-4711 at https://id.example, and possession of the mailbox c@example.com",
        identity: person,
      },
    ]);
  });

  test.each<[string, { subject?: string; expiresAtMs?: number } | null]>([
    ["without a sign-in", null],
    ["after a sign-in by another person", { subject: "mallory" }],
    ["after the sign-in has expired", { expiresAtMs: 0 }],
  ])("is not decided %s", async (_, signed) => {
    const { send, signIn, decided } = await oidc();
    if (signed !== null) await signIn(signed);
    const { status, html } = await send();
    expect([status, alertOf(html)]).toEqual([403, expect.stringContaining("Sign in first")]);
    expect(await decided()).toEqual([]);
  });
});

test("a decision at a gate that asks for no sign-in does not name one", async () => {
  const { send, signIn, decided } = await deciding({}, { settings: { approvers: [manager] } });
  await signIn();
  expect((await send()).status).toBe(200);
  expect((await decided())[0]).not.toHaveProperty("identity");
});
