// A backend that vouches for its own users. Nothing but Node: IRIS_APP=pk_… IRIS_SIGNING_SECRET=… node server.mjs
import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";

const { IRIS_APP, IRIS_SIGNING_SECRET, PORT = "3000" } = process.env;
if (!IRIS_APP || !IRIS_SIGNING_SECRET) throw new Error("IRIS_APP and IRIS_SIGNING_SECRET come from: iris app create");

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token that says to Iris who the user is, for five minutes (ten at most). `reference`: your own id, never an e-mail. */
export function userToken(reference) {
  const claims = { iss: IRIS_APP, aud: "iris", sub: reference, exp: Math.floor(Date.now() / 1000) + 300 };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", IRIS_SIGNING_SECRET).update(signed).digest("base64url")}`;
}

// In the place of your own sessions: whoever signs in here becomes a new client.
const sessions = new Map();

const server = createServer((request, response) => {
  const session = /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
  const answer = (status, body, headers = {}) => response.writeHead(status, headers).end(body);
  if (request.method === "POST" && request.url === "/login") {
    const fresh = randomUUID();
    sessions.set(fresh, `client-${sessions.size + 1}`);
    answer(204, "", { "Set-Cookie": `session=${fresh}; HttpOnly; SameSite=Strict; Path=/` });
  } else if (request.url === "/iris-token" && sessions.has(session)) {
    // In the page: Iris.identify(() => fetch("/iris-token").then((answer) => answer.text()))
    answer(200, userToken(sessions.get(session)), { "Cache-Control": "no-store", "Content-Type": "text/plain" });
  } else {
    answer(request.url === "/iris-token" ? 401 : 404, "");
  }
});

server.listen(Number(PORT), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
