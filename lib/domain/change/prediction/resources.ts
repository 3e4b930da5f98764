import { resourceTypeOf } from "../template/resource-type.ts";
import { type Objects, objectIn } from "../template/values.ts";

/** Each resource in the `Resources` section of an evaluated template, with its type and its whole definition. */
export const evaluatedResources = (
  resources: Objects,
): readonly (readonly [logicalId: string, { readonly type: string; readonly body: Objects }])[] =>
  Object.entries(resources).map(([logicalId, resource]) => {
    const body = objectIn(resource);
    return [logicalId, { type: resourceTypeOf(body), body }];
  });
