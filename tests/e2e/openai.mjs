// The JavaScript client of OpenAI: a completion, its stream, or a stream that is left after the first words.
import OpenAI from "openai";

const input = JSON.parse(process.argv[2]);
const client = new OpenAI({
  baseURL: `${input.url}/v1`,
  apiKey: input.headers.Authorization.replace("Bearer ", ""),
  defaultHeaders: input.iris,
  maxRetries: 0,
});
const body = { model: input.model, messages: input.messages, metadata: input.metadata };
let text = "";
let answer = null;
let error = null;
try {
  if (input.how === "create") {
    answer = await client.chat.completions.create(body);
    text = answer.choices[0].message.content;
  } else {
    const stream = client.chat.completions.stream({ ...body, stream_options: { include_usage: true } });
    stream.on("content", (delta) => {
      text += delta;
      if (input.how === "leave") stream.abort();
    });
    answer = await stream.finalChatCompletion();
  }
} catch (caught) {
  error = { kind: caught.constructor.name, message: caught.message, status: caught.status ?? null, code: caught.code ?? null };
}
console.log(JSON.stringify({ text, answer, error }));
