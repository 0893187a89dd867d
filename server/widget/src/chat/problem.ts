/** What went wrong, as a person may be told, and what they can do about it. */
import { type Http, Refusal, Unreachable } from "../wire/http";

export interface Problem {
  /** The server's stable code, or `offline`, `unreachable`, `origin_refused`. */
  readonly code: string;
  /** The server's own words, in the person's language; empty: the widget has its own for this code. */
  readonly words: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Do what failed once more; without it there is nothing to try again. */
  readonly again?: () => void;
}

/** Trying again later, or with the network back, may do. */
const PASSING = new Set(["offline", "unreachable", "rate_limited", "run_conflict", "internal", "unavailable", "model_unavailable", "server_restart", "timeout"]);

export function mayPass(problem: Problem): boolean {
  return PASSING.has(problem.code) || problem.code.startsWith("http_5");
}

/** The problem behind an error; a server that is there and does not answer this page refuses its origin. */
export async function problemOf(error: unknown, http: Http): Promise<Problem> {
  if (error instanceof Refusal) {
    // Of a proxy whose server is away.
    const away = error.status >= 502 && !error.detail;
    return { code: away ? "unreachable" : error.code, words: error.detail, body: error.body };
  }
  if (!(error instanceof Unreachable)) {
    // The host's voucher failed, or the widget has a fault: said plainly, and told to the host's developer.
    console.error("Iris:", error);
    return { code: "unexpected", words: "" };
  }
  if (!navigator.onLine) return { code: "offline", words: "" };
  return { code: !http.answered && (await isThere(http)) ? "origin_refused" : "unreachable", words: "" };
}

/** Whether the server answers at all: without CORS, a browser tells no more than that. */
async function isThere(http: Http): Promise<boolean> {
  try {
    await fetch(`${http.origin}/health`, { mode: "no-cors", credentials: "omit", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}
