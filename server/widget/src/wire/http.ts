/** Requests to Iris: one bearer, no cookie, errors that carry the server's own words. */

/** The server refused: problem JSON (RFC 9457), with a stable `code` and `detail` in the person's language. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(`${status} ${code}`);
  }
}

/** Nothing answered: no network, no server, or a page that may not ask. */
export class Unreachable extends Error {}

/** Where bearers come from. `renew` gets another one after a 401, or throws. */
export interface Bearers {
  bearer(): Promise<string>;
  renew(refused: string): Promise<string>;
}

export interface Sending {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Send without a bearer. */
  readonly open?: boolean;
}

/** Servers that have answered this page: one that no longer does is away, and does not refuse the page. */
const ANSWERED = new Set<string>();

export class Http {
  constructor(
    readonly origin: string,
    private readonly locale: () => string,
    private readonly bearers?: Bearers,
  ) {}

  /** Whether this page may read what the server answers. */
  get answered(): boolean {
    return ANSWERED.has(this.origin);
  }

  /** The JSON of an answer; undefined for 204. Raises Refusal, Unreachable. */
  async json<T>(path: string, sending: Sending = {}): Promise<T> {
    const answer = await this.send(path, sending);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** An answer of 2xx; a bearer that is refused is renewed once, in silence. Raises Refusal, Unreachable. */
  async send(path: string, sending: Sending = {}): Promise<Response> {
    const bearer = sending.open || !this.bearers ? undefined : await this.bearers.bearer();
    let answer = await this.once(path, sending, bearer);
    if (answer.status === 401 && bearer !== undefined && this.bearers) {
      answer = await this.once(path, sending, await this.bearers.renew(bearer));
    }
    if (!answer.ok) throw await refusalOf(answer);
    return answer;
  }

  /** Send a form, and tell how much of it is there (0 to 1); as `send` for the rest. */
  async upload(path: string, form: FormData, progress: (share: number) => void, signal: AbortSignal): Promise<unknown> {
    const bearer = (await this.bearers?.bearer()) ?? "";
    const sent = (as: string): Promise<unknown> =>
      carry(this.origin + path, { "Accept-Language": this.locale(), Authorization: `Bearer ${as}` }, form, progress, signal);
    try {
      return await sent(bearer);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401 || !this.bearers) throw error;
      return sent(await this.bearers.renew(bearer));
    }
  }

  private async once(path: string, sending: Sending, bearer: string | undefined): Promise<Response> {
    const form = sending.body instanceof FormData;
    const headers: Record<string, string> = { "Accept-Language": this.locale(), ...sending.headers };
    if (sending.body !== undefined && !form) headers["Content-Type"] = "application/json";
    if (bearer !== undefined) headers["Authorization"] = `Bearer ${bearer}`;
    try {
      const answer = await fetch(this.origin + path, {
        method: sending.method ?? (sending.body === undefined ? "GET" : "POST"),
        headers,
        credentials: "omit",
        ...(sending.body === undefined ? {} : { body: form ? sending.body : JSON.stringify(sending.body) }),
        ...(sending.signal ? { signal: sending.signal } : {}),
      });
      ANSWERED.add(this.origin);
      return answer;
    } catch (error) {
      if (sending.signal?.aborted) throw error;
      throw new Unreachable(String(error));
    }
  }
}

/** A request with progress, which `fetch` does not tell. Raises Refusal, Unreachable, AbortError. */
function carry(
  address: string,
  headers: Readonly<Record<string, string>>,
  form: FormData,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw new DOMException("aborted", "AbortError");
    const request = new XMLHttpRequest();
    request.open("POST", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onerror = () => reject(new Unreachable("upload"));
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(refusal(request.status, body));
    };
    signal.addEventListener("abort", () => request.abort());
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.send(form);
  });
}

async function refusalOf(answer: Response): Promise<Refusal> {
  return refusal(answer.status, parsed(await answer.text().catch(() => "")));
}

function refusal(status: number, body: unknown): Refusal {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  return new Refusal(status, String(problem["code"] ?? `http_${status}`), String(problem["detail"] ?? ""), problem);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
