import { alertOf, deciding, manager } from "./deciding.ts";

describe("a gate that asks for a sign-in", () => {
  test("decides nothing when the form arrives: the person is sent to sign in for exactly this decision", async () => {
    const { send, decided } = await deciding(
      { identity: "oidc" },
      { settings: { approvers: [{ ...manager, oidc: undefined }] } },
    );
    const { status, html } = await send();
    expect([status, alertOf(html)]).toEqual([403, expect.stringContaining("does not say how you sign in")]);
    expect(await decided()).toEqual([]);
  });
});

test("a decision at a gate that asks for no sign-in names possession of a mailbox, and nothing more", async () => {
  const { send, decided } = await deciding({}, { settings: { approvers: [manager] } });
  expect((await send()).status).toBe(200);
  const [said] = await decided();
  expect(said?.basis).toBe("possession of the mailbox c@example.com");
  expect(said).not.toHaveProperty("identity");
});
