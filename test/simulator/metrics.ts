import type { Installation } from "./installation.ts";
import { requestsFor, requestsTo } from "./requests.ts";

/** The number that is published last, from now on, as a metric. */
export function lastMetricOf({ account }: Pick<Installation, "account">): () => number | undefined {
  const requests = requestsTo(account, requestsFor("cloudwatch", "PutMetricData"));
  return () => {
    const { MetricData } = (requests.at(-1)?.input ?? { MetricData: [] }) as {
      readonly MetricData: readonly { readonly Value: number }[];
    };
    return MetricData[0]?.Value;
  };
}
