import { createRoot } from "react-dom/client";
import { Chat } from "./chat.jsx";
import { irisTransport, visitor } from "./transport.js";

const server = "http://127.0.0.1:8003";
const id = (sessionStorage.thread ??= crypto.randomUUID());
const transport = irisTransport(server, visitor(server, "pk_demo"));

createRoot(document.querySelector("#root")).render(<Chat id={id} transport={transport} />);
