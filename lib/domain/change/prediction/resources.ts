import { type Objects, objectIn } from "../template/values.ts";

/** The `Resources` section of an evaluated template. */
export type Resources = Objects;

/** Each resource with its type and its whole definition. */
export const evaluatedResources = (
  resources: Resources,
): readonly (readonly [logicalId: string, { readonly type: string; readonly body: Objects }])[] =>
  Object.entries(resources).map(([logicalId, resource]) => {
    const body = objectIn(resource);
    const type = body["Type"];
    return [logicalId, { type: typeof type === "string" ? type : "unknown", body }];
  });
