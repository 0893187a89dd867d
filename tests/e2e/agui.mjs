// The JavaScript client of AG-UI as judge: it rejects a stream that breaks a rule of the protocol.
import { HttpAgent } from "@ag-ui/client";

const input = JSON.parse(process.argv[2]);
const events = [];
const agent = new HttpAgent({ url: input.url, headers: input.headers, threadId: input.threadId });
agent.messages = input.messages;
let error = null;
if (input.cut) {
  // The client tells a cut on the console and by a promise that nobody holds, beside the one that is awaited.
  console.error = () => {};
  process.on("unhandledRejection", () => {});
}
try {
  await agent.runAgent(
    { runId: input.runId, resume: input.resume, forwardedProps: input.forwardedProps },
    {
      onEvent: ({ event }) => {
        events.push(event);
        if (input.leaves && event.type === "TEXT_MESSAGE_CONTENT") agent.abortRun();
      },
    },
  );
} catch (caught) {
  error = { message: String(caught.message), status: caught.status ?? null, payload: caught.payload ?? null };
}
console.log(JSON.stringify({ events, messages: agent.messages, error }));
