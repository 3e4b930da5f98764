import { objectIn, type Value } from "./values.ts";

/**
 * How CloudFormation writes a type: its own and registered ones have three parts, a module has a fourth, and the name of a custom
 * resource is free. Source: CloudFormation API reference, RegisterType, TypeName; template reference, "Custom resources".
 */
const typeForm = /^(Custom::[\w@-]+|[A-Za-z0-9]+(::[A-Za-z0-9]+){2}(::MODULE)?)$/;

/** The type of a resource; "unknown" if the template names none, or nothing that could be a type. */
export function resourceTypeOf(resource: Value | undefined): string {
  const type = objectIn(resource)["Type"];
  return typeof type === "string" && typeForm.test(type) ? type : "unknown";
}
