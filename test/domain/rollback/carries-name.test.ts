import { carriesName } from "../../../lib/domain/rollback/carries-name.ts";

describe("a resource that carries the name of shop-development", () => {
  test.each([
    ["is called exactly that", "shop-development"],
    ["goes on behind a hyphen", "shop-development-data"],
    ["goes on behind a full stop", "shop-development.logs"],
    ["has it behind a slash", "/aws/lambda/shop-development"],
    ["has it between slashes", "/shop-development/worker"],
    ["has it as a word later, behind where it is none", "/my-shop-development/shop-development"],
  ])("%s", (_what, resource) => {
    expect(carriesName(resource, "shop-development")).toBe(true);
  });
});

describe("a resource that does not carry the name of shop-development", () => {
  test.each([
    ["has none of it", "till-development"],
    ["is another application's, behind a hyphen", "my-shop-development"],
    ["is another application's, behind a letter", "bookshop-development"],
    ["is another application's, behind a capital", "BookSHOPshop-development"],
    ["is another application's, behind a digit", "2shop-development"],
    ["is of another environment, before a letter", "shop-developments"],
    ["is of another environment, before a capital", "shop-developmentTwo"],
    ["is of another environment, before a digit", "shop-development2"],
    ["has it twice, never as a word", "/my-shop-development/shop-development2"],
  ])("%s", (_what, resource) => {
    expect(carriesName(resource, "shop-development")).toBe(false);
  });
});
