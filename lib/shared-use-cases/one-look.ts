import type { CloudControl } from "../ports/cloud-control/port.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { PolicyAnalyzer } from "../ports/policy-analyzer/port.ts";
import type { ResourceId, StackReader } from "../ports/stack-reader/port.ts";
import { askedOnce, eachAskedOnce } from "./asked-once.ts";

type Readers = {
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly cloudControl: CloudControl;
  readonly policyAnalyzer: PolicyAnalyzer;
};

/**
 * The same ports for one look at an environment: what was asked once in it is not asked again. A look is what one call reads to
 * judge one moment. Whoever wants to know whether something has changed since takes another look. What could not be read is asked
 * again.
 */
export function oneLook<P extends Readers>(ports: P): P {
  const { stackReader, inspector, cloudControl, policyAnalyzer } = ports;
  return {
    ...ports,
    stackReader: {
      ...stackReader,
      resources: askedOnce(
        (stack: string) => stackReader.resources(stack),
        (stack) => [stack],
      ),
      resourcesEver: askedOnce(
        (stack: string, tokens?: readonly string[]) => stackReader.resourcesEver(stack, tokens),
        (stack, tokens) => [stack, tokens ?? null],
      ),
    },
    inspector: {
      inspect: eachAskedOnce(
        (resources: readonly ResourceId[]) => inspector.inspect(resources),
        ({ type, id, stack }) => [type, id, stack],
      ),
    },
    cloudControl: {
      read: askedOnce(
        (resource: Parameters<CloudControl["read"]>[0]) => cloudControl.read(resource),
        ({ type, identifier, stack }) => [type, identifier, stack],
      ),
    },
    policyAnalyzer: {
      opinionOn: askedOnce(
        (policy: Parameters<PolicyAnalyzer["opinionOn"]>[0]) => policyAnalyzer.opinionOn(policy),
        ({ resourceType, document }) => [resourceType, document],
      ),
    },
  };
}
