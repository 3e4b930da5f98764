import { connect } from "node:net";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { mailsIn } from "../../../../lib/sandbox/mailbox.ts";
import type { SandboxState } from "../../../../lib/sandbox/place.ts";
import { examplesFor } from "../../../sandbox/examples.ts";
import { send } from "../../../stories/http.ts";
import { type Attack, went, without } from "../attack.ts";
import type { Clients } from "./clients.ts";

const queue = "made-by-a-web-page";
const mail = JSON.stringify({ Type: "Notification", Subject: "forged", Message: "click here" });

/** Each request of the list that a browser would send for somebody else's page, to the servers that run. */
export function byWebPages({ ports }: SandboxState, { sqs }: Clients, account: string): readonly Attack[] {
  const made = async (): Promise<string | null> => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const mails = await mailsIn(`http://127.0.0.1:${ports.inbox}`);
    if (QueueUrls.some((url) => url.endsWith(queue))) return "a queue was made";
    return mails.some(({ subject }) => subject === "forged") ? "a forged mail is in the inbox" : null;
  };
  const isForeign = ({ answered }: { readonly answered: boolean }) => !answered;
  return [
    ...["emulator", "inbox", "relay"].flatMap((to) =>
      examplesFor(to, ports[to as keyof typeof ports])
        .filter(isForeign)
        .map(
          ({ says, method, path, query, headers }): Attack => ({
            finding: 8,
            where: "emulator",
            variant: `to the ${to}: ${says}`,
            carryOut: async () => {
              const { status, headers: answered } = await send(
                method,
                `http://127.0.0.1:${ports[to as keyof typeof ports]}${path}${query === "" ? "" : `?${query}`}`,
                // As a page could that knows the account's number: without the rule, the emulator would do what it asks.
                { ...(to === "emulator" && method === "POST" ? signedFor(account) : {}), ...headers },
                method === "GET"
                  ? ""
                  : to === "relay"
                    ? mail
                    : `Action=CreateQueue&QueueName=${queue}&Version=2012-11-05`,
                { setHost: false },
              );
              const effect = await made();
              if (effect !== null) return went(effect);
              if (answered["access-control-allow-origin"] !== undefined)
                return went("the page may read the answer");
              return status === 403 || status === 400
                ? without(`answered ${status}`)
                : went(`answered ${status}`);
            },
          }),
        ),
    ),
    ...["https://evil.example", "null", "http://127.0.0.1:1"].map(
      (origin): Attack => ({
        finding: 8,
        where: "emulator",
        variant: `to the inbox: a web socket from ${origin}`,
        carryOut: async () => {
          const line = await upgrade(ports.inbox, origin);
          return /^HTTP\/1\.1 403/.test(line) ? without("answered 403") : went(`answered ${line}`);
        },
      }),
    ),
    {
      finding: 8,
      where: "emulator",
      variant: "to the relay: a confirmation that leads elsewhere",
      carryOut: async () => {
        const { status } = await send(
          "POST",
          `http://127.0.0.1:${ports.relay}/release-manager%40sandbox.example`,
          { "x-amz-sns-message-type": "SubscriptionConfirmation" },
          JSON.stringify({
            Type: "SubscriptionConfirmation",
            SubscribeURL: `http://127.0.0.1:${ports.inbox}/email/all`,
          }),
        );
        return status === 500
          ? without("nothing is fetched but the emulator's own confirmation")
          : went(`answered ${status}`);
      },
    },
    {
      finding: 8,
      where: "emulator",
      variant:
        "without a foreign page the same request makes a queue: the requests above fail for the rule's sake",
      carryOut: async () => {
        await send(
          "POST",
          `http://127.0.0.1:${ports.emulator}/`,
          signedFor(account),
          `Action=CreateQueue&QueueName=${queue}&Version=2012-11-05`,
        );
        return (await made()) === null ? went("could not be tried: it makes none") : without("it does");
      },
    },
  ];
}

const signedFor = (account: string): Record<string, string> => ({
  "content-type": "application/x-www-form-urlencoded",
  authorization: `AWS4-HMAC-SHA256 Credential=${account}/20261124/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0`,
});

/** The first line with which a server answers a request to become a web socket. */
const upgrade = (port: number, origin: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
    });
    socket.once("data", (chunk: Buffer) => {
      socket.destroy();
      resolve(chunk.toString("utf8").split("\r\n")[0] ?? "");
    });
    socket.once("error", reject);
  });
