// The React example without a browser: built by its own command, drawn once, its transport on a real server.
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { example, modules, folder, url, text } = JSON.parse(process.argv[2]);
const { scripts } = JSON.parse(readFileSync(join(example, "package.json"), "utf8"));
const [command, ...options] = scripts.build.split(" ").filter((option) => !option.startsWith("--outfile="));
const esbuild = (outfile, args, input) =>
  execFileSync(join(modules, ".bin", command), [...args, `--outfile=${outfile}`, "--log-level=warning"], {
    cwd: example, input, env: { ...process.env, NODE_PATH: modules }, stdio: ["pipe", "ignore", "inherit"],
  });

const page = join(folder, "main.js");
esbuild(page, options, "");

const parts = join(folder, "parts.cjs");
const contents = `
  export { Chat } from "./src/chat.jsx";
  export * from "./src/transport.js";
  export { createElement } from "react";
  export { renderToString } from "react-dom/server";
`;
esbuild(parts, ["--bundle", "--jsx=automatic", "--platform=node", "--format=cjs"], contents);
const { Chat, createElement, irisTransport, renderToString, visitor } = createRequire(import.meta.url)(parts);

const transport = irisTransport(url, visitor(url, "pk_demo"));
const messages = [{ id: "m1", role: "user", parts: [{ type: "text", text }] }];
const stream = await transport.sendMessages({ chatId: "chat-1", messages, trigger: "submit-message" });
let answer = "";
for await (const chunk of stream) if (chunk.type === "text-delta") answer += chunk.delta;
const drawn = renderToString(createElement(Chat, { id: "chat-1", transport }));
console.log(JSON.stringify({ answer, drawn, bytes: statSync(page).size }));
