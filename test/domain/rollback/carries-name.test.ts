import { carriesName } from "../../../lib/domain/rollback/carries-name.ts";

describe("a resource that carries the name of shop-development", () => {
  test.each([
    ["is called exactly that", "shop-development"],
    ["continues after a hyphen", "shop-development-data"],
    ["continues after a full stop", "shop-development.logs"],
    ["has it after a slash", "/aws/lambda/shop-development"],
    ["has it between slashes", "/shop-development/worker"],
    ["has it as a word later, after a place where it is not one", "/my-shop-development/shop-development"],
  ])("%s", (_what, resource) => {
    expect(carriesName(resource, "shop-development")).toBe(true);
  });
});

describe("a resource that does not carry the name of shop-development", () => {
  test.each([
    ["has none of it", "till-development"],
    ["is another application's, after a hyphen", "my-shop-development"],
    ["is another application's, after a letter", "bookshop-development"],
    ["is another application's, after a capital", "BookSHOPshop-development"],
    ["is another application's, after a digit", "2shop-development"],
    ["is of another environment, before a letter", "shop-developments"],
    ["is of another environment, before a capital", "shop-developmentTwo"],
    ["is of another environment, before a digit", "shop-development2"],
    ["has it twice, never as a word", "/my-shop-development/shop-development2"],
  ])("%s", (_what, resource) => {
    expect(carriesName(resource, "shop-development")).toBe(false);
  });
});
