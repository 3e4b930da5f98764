import { isolationOf } from "../../lib/command-line/isolation.ts";

const at = (development: string, staging: string, production: string) => ({
  development: { account: development },
  staging: { account: staging },
  production: { account: production },
});

test("applications in one account are never called isolated", () => {
  expect(isolationOf(at("1", "2", "3"))).toEqual([
    expect.stringMatching(/^applications that share an environment's account are not isolated/),
  ]);
});

test("environments that share an account are named, pair by pair", () => {
  expect(isolationOf(at("1", "2", "2"))[0]).toMatch(/^staging and production share account 2, /);
  expect(isolationOf(at("1", "1", "1"))).toHaveLength(4);
});
