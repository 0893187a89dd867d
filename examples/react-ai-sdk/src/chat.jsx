import { useChat } from "@ai-sdk/react";
import { useState } from "react";

export function Chat({ id, transport }) {
  const [text, setText] = useState("");
  const { messages, sendMessage, status, stop, error } = useChat({ id, transport });
  const busy = status === "submitted" || status === "streaming";

  function submit(event) {
    event.preventDefault();
    if (!text.trim() || busy) return;
    sendMessage({ text });
    setText("");
  }

  return (
    <>
      <h1>Iris</h1>
      <div role="log" aria-busy={busy}>
        {messages.map((message) => (
          <article key={message.id}>
            <h2>{message.role === "user" ? "Vous" : "Iris"}</h2>
            {message.parts.map((part, index) =>
              part.type === "text" ? (
                <p key={index} style={{ whiteSpace: "pre-wrap" }}>{part.text}</p>
              ) : part.type === "data-iris-card" ? (
                <pre key={index}>{part.data.text}</pre>
              ) : null,
            )}
          </article>
        ))}
      </div>
      {error && <p role="alert">Iris n’a pas pu répondre. Réessayez dans un instant.</p>}
      <form onSubmit={submit}>
        <label>
          Votre message <input value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        {busy ? <button type="button" onClick={stop}>Arrêter</button> : <button>Envoyer</button>}
      </form>
    </>
  );
}
