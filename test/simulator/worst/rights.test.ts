import { lookedUp } from "../../assurance/iam/authorised.ts";
import { readBlueprint, World } from "../world.ts";

/** Services that are asked for elsewhere: item by item, and by `assure -- iam`. */
const apart = ["dynamodb", "describe"];
/** What no function calls: attackers and other programs do. */
const ofOthers = ["s3 ListObjectsV2", "s3 DeleteObject", "states SendTaskFailure"];

test("the account at its worst knows what IAM is asked for every operation that a function may call", async () => {
  const { account } = new World(await readBlueprint());
  const operations = [...account.services]
    .filter(([service]) => !apart.includes(service))
    .flatMap(([service, each]) => Object.keys(each).map((operation) => ({ service, operation })))
    .filter(({ service, operation }) => !ofOthers.includes(`${service} ${operation}`));

  expect(operations.length).toBeGreaterThan(40);
  expect(operations.filter(({ service, operation }) => lookedUp(service, operation) === undefined)).toEqual(
    [],
  );
});
