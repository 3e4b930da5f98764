import { attempt } from "./attempt.ts";

// Every forgery at every gate, alone and in pairs: npm run assure -- forge. Here is whether the judge can tell.
test("a run at whose gate nothing is forged leaves nothing that would make an attempt known", async () => {
  expect(await attempt("change-record", [])).toEqual({ passed: false, known: null });
});

test.each([
  ["a link", /forged-link/],
  ["the gate's item", /find-divergence/],
  ["decisions under a key of one's own", /rule decision/],
])("forging %s passes no gate, and is known", async (forgery, known) => {
  expect(await attempt("change-record", [forgery])).toEqual({
    passed: false,
    known: expect.stringMatching(known),
  });
});
