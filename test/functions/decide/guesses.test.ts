import { browserOf } from "../../../lib/shared-use-cases/visit.ts";
import { alertOf, cookie, deciding } from "./deciding.ts";

describe("a browser that guesses", () => {
  test("has to wait, sees for how long, and may then decide", async () => {
    const { installation, send, decided } = await deciding();
    for (let guess = 0; guess < 2; guess += 1) {
      await installation.pass(2_000);
      expect((await send({ challenge: "x" })).status).toBe(422);
    }
    await installation.pass(500);
    const { status, html, headers } = await send();
    expect([status, headers]).toEqual([429, { "retry-after": "2" }]);
    expect(alertOf(html)).toContain("try again in 2 s.");
    expect(await decided()).toEqual([]);
    await installation.pass(1_499);
    expect((await send()).status).toBe(429);
    await installation.pass(1);
    expect((await send()).status).toBe(200);
  });

  test("seven times has to wait for a minute", async () => {
    const { installation, browsers, send } = await deciding();
    for (const _ of Array.from({ length: 7 }))
      await browsers.guessedWrong(browserOf(cookie), installation.time.nowMs());
    const { html, headers } = await send();
    expect(headers).toEqual({ "retry-after": "60" });
    expect(alertOf(html)).toContain("try again in 1 minute.");
  });

  test("is not one whose form is refused anyway: it learns nothing about its guess, and need not wait", async () => {
    const { send } = await deciding();
    const { status, html } = await send({ decision: "postpone", challenge: "x" });
    expect([status, alertOf(html)]).toEqual([422, "Choose Approve or Reject."]);
    expect(html).not.toContain("is not the environment");
    expect((await send()).status).toBe(200);
  });

  test("is not one that forgot its reason", async () => {
    const { send } = await deciding();
    await send({ decision: "reject", reason: "" });
    expect((await send()).status).toBe(200);
  });
});
