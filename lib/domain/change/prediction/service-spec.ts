// Reading the database takes a second. The diff library keeps it once read, and asks it the same questions.
import { loadResourceModel } from "@aws-cdk/cloudformation-diff/lib/diff/util.js";
import { isCustomResource } from "../../custom-resource.ts";

/** What AWS's service specification says of a resource type, as far as an effect depends on it. */
export type TypeSpec = {
  /** Whether a change of that property replaces the resource. A property that nobody describes replaces nothing. */
  readonly replaces: (property: string) => "yes" | "no" | "maybe";
  /** Whether the specification describes that property. */
  readonly describes: (property: string) => boolean;
  /** Whether the type holds data that is lost with the resource. */
  readonly isStateful: boolean;
  /** Whether the resource, or that property of it, says who may do something or who can be reached. */
  readonly grants: (property: string | null) => boolean;
};

/** Of a type that nobody describes, CloudFormation cannot tell either, and says so in a change set (aws-cdk-cli#1971). */
const undescribed: TypeSpec = {
  replaces: () => "maybe",
  describes: () => false,
  isStateful: false,
  grants: () => false,
};

/**
 * The specification of a resource type. A type without one, such as a custom resource, may be replaced by each change, and holds
 * nothing as far as CloudFormation knows.
 */
export function specOf(type: string): TypeSpec {
  const resource = isCustomResource(type) ? undefined : loadResourceModel(type);
  if (resource === undefined) return undescribed;
  const { properties, isStateful = false, scrutinizable } = resource;
  const of = (property: string) => (Object.hasOwn(properties, property) ? properties[property] : undefined);
  return {
    replaces: (property) => of(property)?.causesReplacement ?? "no",
    describes: (property) => of(property) !== undefined,
    isStateful,
    grants: (property) =>
      isGrant(scrutinizable) || (property !== null && isGrant(of(property)?.scrutinizable)),
  };
}

const isGrant = (scrutiny: string | undefined): boolean => scrutiny !== undefined && scrutiny !== "None";
