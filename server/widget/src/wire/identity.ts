/** Who the person is: a visitor whom this browser remembers, or a user whom the host's backend vouches for. */
import { Http, Refusal, type Bearers } from "./http";

/** Gives a token signed by the host's backend, at most ten minutes old. */
export type Voucher = () => Promise<string> | string;

interface Session {
  readonly token: string;
  readonly refresh_token: string;
  readonly user_id: string;
  /** ISO 8601. */
  readonly expires_at: string;
}

const EARLY_MS = 60_000;

/**
 * The bearer of one app in this browser. A visitor's session rests in localStorage, so that a reload and a second tab
 * are the same person; where storage is refused, it lasts as long as the page.
 */
export class Identity implements Bearers {
  private voucher: Voucher | undefined;
  private vouched: string | undefined;
  private session: Session | undefined;
  private pending: Promise<string> | undefined;
  private readonly http: Http;

  constructor(
    private readonly app: string,
    origin: string,
    locale: () => string,
  ) {
    this.http = new Http(origin, locale);
  }

  /** A person whom the host knows: their conversations, wherever they sign in. */
  identify(voucher: Voucher | undefined): void {
    this.voucher = voucher;
    this.vouched = undefined;
  }

  /** Forget the visitor of this browser. */
  reset(): void {
    this.identify(undefined);
    this.session = undefined;
    forget(this.key);
  }

  /** The visitor's session became an account's, or a later one: keep it. */
  adopt(session: Session): void {
    this.session = session;
    keep(this.key, JSON.stringify(session));
  }

  /** Whether anything may be asked without making a new visitor. */
  get known(): boolean {
    return this.voucher !== undefined || this.stored() !== undefined;
  }

  async bearer(): Promise<string> {
    if (this.voucher) return (this.vouched ??= await this.voucher());
    const session = this.stored();
    if (session && Date.parse(session.expires_at) - EARLY_MS > Date.now()) return session.token;
    return this.once(session);
  }

  async renew(refused: string): Promise<string> {
    if (this.voucher) return (this.vouched = await this.voucher());
    const session = this.stored();
    // Another tab has renewed it already.
    if (session && session.token !== refused) return session.token;
    return this.once(session);
  }

  private get key(): string {
    return `iris:${this.app}:session`;
  }

  /** One renewal at a time, whoever asks. */
  private once(session: Session | undefined): Promise<string> {
    this.pending ??= this.open(session).finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async open(session: Session | undefined): Promise<string> {
    if (session) {
      try {
        return this.taken(await this.ask("/v1/visitors/refresh", { refresh_token: session.refresh_token }));
      } catch (error) {
        // Another tab may have used the token a moment ago; a session that is over makes place for a new visitor.
        const other = this.stored();
        if (other && other.refresh_token !== session.refresh_token) return other.token;
        if (!(error instanceof Refusal) || error.status !== 401) throw error;
      }
    }
    return this.taken(await this.ask("/v1/visitors", { app: this.app }));
  }

  private ask(path: string, body: unknown): Promise<Session> {
    return this.http.json<Session>(path, { body, open: true });
  }

  private taken(session: Session): string {
    this.adopt(session);
    return session.token;
  }

  private stored(): Session | undefined {
    const text = recall(this.key);
    if (text === undefined) return this.session;
    try {
      return (this.session = JSON.parse(text) as Session);
    } catch {
      return this.session;
    }
  }
}

/** Storage that a browser may refuse (private windows, blocked storage): then nothing is remembered. */
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The page remembers.
  }
}

export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // It was never there.
  }
}
