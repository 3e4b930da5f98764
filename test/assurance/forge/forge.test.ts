import { attempt } from "./attempt.ts";
import { unfoundReplacements } from "./replaced-signing-key.ts";

// Every forgery at every gate, alone and in pairs: npm run assure -- forge. Here is whether the judge can tell.
test("a run at whose gate nothing is forged leaves nothing that would make an attempt known", async () => {
  expect(await attempt("change-record", [])).toEqual({ passed: false, known: null });
});

test.each([
  ["a link", /forged-link/],
  ["the gate's item", /find-divergence/],
  ["decisions under a key of one's own", /rule decision/],
  ["an introduction of a signing key of one's own", /ReceiptRefused/],
  ["no introduction of the signing key", /./],
])("forging %s passes no gate, and is known", async (forgery, known) => {
  expect(await attempt("change-record", [forgery])).toEqual({
    passed: false,
    known: expect.stringMatching(known),
  });
});

test("everything that a replaced signing key can sign is found", async () => {
  expect(await unfoundReplacements()).toEqual({ missed: [], tried: 14 });
});
