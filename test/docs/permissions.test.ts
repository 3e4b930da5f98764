import { pages } from "../../lib/tasks/pages.ts";
import { type PageName, type TaskName, tasks } from "../../lib/tasks/tasks.ts";
import { allowedTo, rolesIn, templateResources } from "./permissions.ts";

const resources = templateResources();

/** The right of every function in addition to those of its ports: it writes its own log. */
const ownLog = ["logs:CreateLogStream", "logs:PutLogEvents"];
/** Functions that events call put an event at which they fail into the dead-letter queue. */
const calledByEvents: readonly string[] = [
  "receive-push",
  "seek-push",
  "start-run",
  "sweep",
  "watch-records",
];

test("the document leaves out no action that the template gives a function", () => {
  const roles = rolesIn(resources).filter(({ isFunction }) => isFunction);
  const names = [...Object.keys(tasks), ...Object.keys(pages)] as (TaskName | PageName)[];
  expect(roles.length).toBeGreaterThan(names.length);
  for (const { says, statements } of roles) {
    const name = names.find((known) =>
      new RegExp(`^what ${known}(-(development|staging|production))? may do$`).test(says),
    );
    const given = statements.flatMap(({ Action = [] }) => [Action].flat());
    const documented = name === undefined ? [] : allowedTo(name).flatMap(({ actions }) => actions);
    // This deployment has no identity provider, whose client secret decide would read.
    const expected = [
      ...documented.filter((action) => action !== "secretsmanager:GetSecretValue"),
      ...(name !== undefined && calledByEvents.includes(name) ? ["sqs:SendMessage"] : []),
    ];
    expect({ says, actions: [...new Set(given)].sort() }).toEqual({
      says,
      actions: [...new Set([...ownLog, ...expected])].sort(),
    });
  }
});
