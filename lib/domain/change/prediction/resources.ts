import { type Objects, objectIn } from "../template/values.ts";

/** Each resource in the `Resources` section of an evaluated template, with its type and its whole definition. */
export const evaluatedResources = (
  resources: Objects,
): readonly (readonly [logicalId: string, { readonly type: string; readonly body: Objects }])[] =>
  Object.entries(resources).map(([logicalId, resource]) => {
    const body = objectIn(resource);
    const type = body["Type"];
    return [logicalId, { type: typeof type === "string" ? type : "unknown", body }];
  });
