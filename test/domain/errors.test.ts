import {
  InterlockError,
  isInterlockError,
  isLasting,
  leaseLost,
  notFound,
  throttled,
} from "../../lib/domain/errors.ts";

describe("an error of ours", () => {
  test("has its literal name and says what is wrong", () => {
    expect(leaseLost("the lease has moved on")).toMatchObject({
      name: "LeaseLost",
      message: "the lease has moved on",
    });
  });

  test("keeps its cause", () => {
    const cause = new Error("the table did not answer");

    expect(notFound("nothing is kept", cause).cause).toBe(cause);
  });

  test("has no cause when none was given", () => {
    expect(Object.hasOwn(notFound("nothing is kept"), "cause")).toBe(false);
  });

  test("is known as ours, and by its name", () => {
    expect(isInterlockError(notFound("nothing"))).toBe(true);
    expect(isInterlockError(notFound("nothing"), "NotFound")).toBe(true);
    expect(isInterlockError(new InterlockError("Throttled", "later"), "NotFound")).toBe(false);
  });

  test("stays, unless AWS asks to be called later", () => {
    expect([notFound("nothing"), throttled("later"), new Error("nothing")].map(isLasting)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    ["another error", new Error("nothing")],
    ["another error under a name of ours", Object.assign(new Error("nothing"), { name: "NotFound" })],
    ["a text", "NotFound"],
  ])("is not %s", (_what, error) => {
    expect(isInterlockError(error)).toBe(false);
    expect(isInterlockError(error, "NotFound")).toBe(false);
  });
});
