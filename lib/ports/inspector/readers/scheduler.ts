import { GetScheduleGroupCommand, paginateListSchedules, SchedulerClient } from "@aws-sdk/client-scheduler";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/**
 * A schedule, by its name in any group: asking for one in a group where it is not would answer that it does not exist, although it
 * stands in another.
 */
const schedule: Describe<"AWS::Scheduler::Schedule"> = async (id, clients) => {
  const name = id.split("/").at(-1) ?? id;
  for await (const { Schedules = [] } of paginateListSchedules(
    { client: clients(SchedulerClient) },
    { NamePrefix: name },
  ))
    for (const { Name, State } of Schedules) if (Name === name) return { state: State ?? "unknown" };
  return null;
};

/** A group of schedules. */
const group: Describe<"AWS::Scheduler::ScheduleGroup"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(SchedulerClient).send(new GetScheduleGroupCommand({ Name: id })),
    "ResourceNotFound",
  );
  return seen === null ? null : { state: seen.State ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"scheduler"> = {
  "AWS::Scheduler::Schedule": schedule,
  "AWS::Scheduler::ScheduleGroup": group,
};
