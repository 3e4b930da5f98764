import { type Defect, provision, state } from "./defect.ts";

/** Defects that the rules of the family "handing over" must find. */
export const handingOverDefects: readonly Defect[] = [
  {
    name: "an epoch that is written down",
    rule: "passes-its-own-run",
    onlyThere: true,
    at: provision,
    seed: state(provision, (body) => {
      delete body.Parameters.Payload["epoch.$"];
      body.Parameters.Payload.epoch = 1;
    }),
  },
  {
    name: "a child that does not name its parent",
    rule: "starts-a-child-with-its-input",
    onlyThere: true,
    at: "4.3 Destroy all created resources",
    seed: state("4.3 Destroy all created resources", (body) => {
      delete body.Parameters.Input["AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$"];
    }),
  },
  {
    name: "a proof under way that nothing waits for",
    rule: "waits-for-what-it-asked",
    onlyThere: true,
    at: "5.4 Staging gone?",
    seed: state("5.4 Staging gone?", (body) => {
      const [, waiting] = body.Choices;
      body.Choices.splice(1, 0, { ...waiting, Next: body.Default });
    }),
  },
  ...(
    [
      ["6.3 Wait for production to be confirmed", "all-but-ingress", "6.3 Production confirmed?"],
      ["6.3 Wait for production's checks", "everything", "6.3 Production validated?"],
      ["6.3 Wait for ingress", "all-but-ingress", "6.3 Ingress open?"],
    ] as const
  ).map(
    ([child, scope, at]): Defect => ({
      name: `«${child}» with the scope ${scope}, which its task does not have`,
      rule: "waits-for-what-it-asked",
      at,
      seed: state(child, (body) => {
        body.Parameters.Input.scope = scope;
      }),
    }),
  ),
];
