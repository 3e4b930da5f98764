import { readBlueprint } from "../../simulator/world.ts";
import { referenceAssembly } from "./reference.ts";
import { rehearseAtWorst } from "./rehearse.ts";

test("the reference environments, as AWS gets them, succeed on an account at its worst", async () => {
  const assembly = referenceAssembly("interlock-reference");

  const { verdict, problems } = await rehearseAtWorst(await readBlueprint(), assembly, null, 1);

  expect(problems).toEqual([]);
  expect(verdict).toBe("SUCCEEDED");
});
