// The AI SDK without a page: its chat transport, and the message that it makes of the stream.
const input = JSON.parse(process.argv[2]);
const { DefaultChatTransport, readUIMessageStream } = await import(input.version);
const transport = new DefaultChatTransport({ api: `${input.url}/v1/ai-sdk/chat`, headers: input.headers, body: input.body });
const leaving = new AbortController();
const chunks = [];
let message = null;
let error = null;
let idle = false;
try {
  const stream = input.how === "resume"
    ? await transport.reconnectToStream({ chatId: input.id })
    : await transport.sendMessages({
        chatId: input.id, messages: input.messages, trigger: input.trigger ?? "submit-message", abortSignal: leaving.signal,
      });
  idle = stream === null;
  const seen = new TransformStream({
    transform(chunk, controller) {
      chunks.push(chunk);
      controller.enqueue(chunk);
      if (input.how === "leave" && chunk.type === "text-delta") leaving.abort();
    },
  });
  if (!idle) {
    const told = readUIMessageStream({ stream: stream.pipeThrough(seen), terminateOnError: true });
    for await (const each of told) message = each;
  }
} catch (caught) {
  error = { kind: caught.constructor.name, message: caught.message };
}
console.log(JSON.stringify({ chunks, message, error, idle }));
