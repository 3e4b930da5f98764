import { commitPages } from "../../../lib/domain/change/commit-page.ts";

test.each([
  [
    "github.com/example/shop",
    "https://github.com/example/shop/commit/01",
    "https://github.com/example/shop/commit/01/checks",
  ],
  [
    "gitlab.com/example/shop",
    "https://gitlab.com/example/shop/commit/01",
    "https://gitlab.com/example/shop/-/commit/01/pipelines",
  ],
  ["git.example.com/shop", "https://git.example.com/shop/commit/01", null],
  ["github.community/shop", "https://github.community/shop/commit/01", null],
  ["gitlab.community/shop", "https://gitlab.community/shop/commit/01", null],
  ["example/shop", null, null],
  ["git.example.com/", null, null],
  ["git.example.com", null, null],
  ["ssh://git.example.com/shop", null, null],
  ["git.example.7/shop", null, null],
])("the pages of a commit of %s", (repository, commit, ci) => {
  expect(commitPages(repository, "01")).toEqual({ commit, ci });
});
