import type { Service } from "../account.ts";
import type { VirtualTime } from "../time.ts";
import type { Stack } from "./stack.ts";
import { invalid } from "./stack-requests.ts";

const listedMs = 90 * 24 * 60 * 60_000;
// Small, so that whoever reads only the first page is noticed (a page of CloudFormation's has 1 MB).
const mostOnPage = 3;

type Paged = { readonly NextToken?: string };

/** One page of a list, with the token of the next. */
function pageOf<T>(
  all: readonly T[],
  token: string | undefined,
  shown: (one: T) => object,
  name: string,
): object {
  const from = Number(token ?? 0);
  const next = from + mostOnPage;
  return {
    [name]: all.slice(from, next).map(shown),
    ...(next < all.length ? { NextToken: String(next) } : {}),
  };
}

const isRecent = ({ events }: Stack, time: VirtualTime): boolean =>
  time.nowMs() - (events[0]?.Timestamp.getTime() ?? 0) < listedMs;

/** The stacks of an account: all that ever were, and those that are there. */
type Stacks = { readonly stacks: ReadonlyMap<string, Stack>; readonly standing: readonly Stack[] };

/** What CloudFormation lists of a whole account: its stacks, its exports, and who imports them. */
export const stackLists = (account: Stacks, time: VirtualTime): Service => ({
  // Source: CloudFormation API reference, ListStacks: without a filter, deleted stacks are listed too, for 90 days.
  ListStacks: ({ NextToken }: Paged) =>
    pageOf(
      [...account.stacks.values()].filter(
        (stack) => stack.status !== "DELETE_COMPLETE" || isRecent(stack, time),
      ),
      NextToken,
      (stack) => ({ StackName: stack.name, StackId: stack.id, StackStatus: stack.status }),
      "StackSummaries",
    ),
  ListExports: ({ NextToken }: Paged) =>
    pageOf(
      account.standing.flatMap(({ id, deployed }) => deployed.template.exports.map((name) => ({ name, id }))),
      NextToken,
      ({ name, id }) => ({ Name: name, Value: name, ExportingStackId: id }),
      "Exports",
    ),
  ListImports: ({ ExportName }: { readonly ExportName: string }) => {
    const Imports = [...account.stacks.values()]
      .filter(
        ({ status, deployed }) =>
          status !== "DELETE_COMPLETE" && deployed.template.imports.includes(ExportName),
      )
      .map(({ name }) => name);
    if (Imports.length === 0) throw invalid(`Export '${ExportName}' is not imported by any stack.`);
    return { Imports };
  },
});
