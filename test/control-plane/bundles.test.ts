import { bundlesOf } from "../../lib/control-plane/bundle.ts";

test("two apps that are synthesised at once have bundles of their own: each holds its installation's settings", () => {
  const [one, other] = [{ outdir: "one" }, { outdir: "other" }].map(bundlesOf);

  expect(one).toMatch(/\/one\.bundles$/);
  expect(other).toMatch(/\/other\.bundles$/);
});
