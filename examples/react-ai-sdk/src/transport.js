import { DefaultChatTransport } from "ai";

/** Gives a visitor's token: asked for once, renewed a minute before it ends. */
export function visitor(server, app) {
  let session;
  return async () => {
    if (session && Date.parse(session.expires_at) - 60_000 > Date.now()) return session.token;
    const [path, body] = session
      ? ["/v1/visitors/refresh", { refresh_token: session.refresh_token }]
      : ["/v1/visitors", { app }];
    const answer = await fetch(server + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error((await answer.json()).detail);
    session = await answer.json();
    return session.token;
  };
}

/** The AI SDK's transport to Iris. `token`: gives the bearer of each request. */
export function irisTransport(server, token) {
  return new DefaultChatTransport({
    api: `${server}/v1/ai-sdk/chat`,
    headers: async () => ({ Authorization: `Bearer ${await token()}` }),
  });
}
