/** Who the person is: a visitor whom this browser remembers, or a user whom the host's backend vouches for. */
import { Http, Refusal, type Bearers } from "./http";
import type { Memory } from "./memory";

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

/** The bearer of one app in this browser. A visitor's session is remembered: a reload and a second tab are the same person. */
export class Identity implements Bearers {
  private voucher: Voucher | undefined;
  private vouched: string | undefined;
  private pending: Promise<string> | undefined;
  private readonly http: Http;

  constructor(
    private readonly app: string,
    origin: string,
    locale: () => string,
    private readonly memory: Memory,
  ) {
    this.http = new Http(origin, locale);
  }

  /** A person whom the host knows: their conversations, wherever they sign in. */
  identify(voucher: Voucher | undefined): void {
    this.voucher = voucher;
    this.vouched = undefined;
    this.pending = undefined;
  }

  /** Forget the visitor of this browser. */
  reset(): void {
    this.identify(undefined);
    this.memory.write("session", undefined);
  }

  /** Whether anything may be asked without making a new visitor. */
  get known(): boolean {
    return this.voucher !== undefined || this.stored() !== undefined;
  }

  async bearer(): Promise<string> {
    if (this.voucher) return this.vouched ?? this.vouch(this.voucher);
    const session = this.stored();
    if (session && Date.parse(session.expires_at) - EARLY_MS > Date.now()) return session.token;
    return this.once(() => this.open(session));
  }

  async renew(refused: string): Promise<string> {
    if (this.voucher) return this.vouched && this.vouched !== refused ? this.vouched : this.vouch(this.voucher);
    const session = this.stored();
    // Another tab has renewed it already.
    if (session && session.token !== refused) return session.token;
    return this.once(() => this.open(session));
  }

  /** One renewal at a time, whoever asks. */
  private once(renew: () => Promise<string>): Promise<string> {
    if (this.pending) return this.pending;
    const pending = renew().finally(() => {
      if (this.pending === pending) this.pending = undefined;
    });
    return (this.pending = pending);
  }

  private vouch(voucher: Voucher): Promise<string> {
    return this.once(async () => {
      const token = await voucher();
      // Somebody else may have been identified meanwhile.
      if (this.voucher === voucher) this.vouched = token;
      return token;
    });
  }

  private async open(session: Session | undefined): Promise<string> {
    if (session) {
      try {
        return this.taken(await this.ask("/v1/visitors/refresh", { refresh_token: session.refresh_token }));
      } catch (error) {
        // Another tab may have used the token a moment ago; a session that is over makes place for a new visitor.
        const other = this.stored();
        if (other && other.refresh_token !== session.refresh_token) return other.token;
        if (!(error instanceof Refusal) || error.status === 403 || error.status === 429 || error.status >= 500) throw error;
      }
    }
    return this.taken(await this.ask("/v1/visitors", { app: this.app }));
  }

  private ask(path: string, body: unknown): Promise<Session> {
    return this.http.json<Session>(path, { body, open: true });
  }

  private taken(session: Session): string {
    this.memory.write("session", JSON.stringify(session));
    return session.token;
  }

  private stored(): Session | undefined {
    try {
      const session = JSON.parse(this.memory.read("session") ?? "") as Partial<Session>;
      return [session.token, session.refresh_token, session.expires_at].every((each) => typeof each === "string") ? (session as Session) : undefined;
    } catch {
      return undefined;
    }
  }
}
