/** Energy and what it costs. Every amount comes from the server, in cents; every payment is the person's own request. */
import { type Http, Refusal } from "../wire/http";

export interface Pack {
  readonly id: string;
  readonly title: string;
  readonly amount: number;
  readonly currency: string;
  readonly points: number;
  readonly first_bonus?: number;
}

export interface Plan {
  readonly id: string;
  readonly title: string;
  readonly amount: number;
  readonly currency: string;
}

export interface Prices {
  readonly packs: readonly Pack[];
  readonly plans: readonly Plan[];
  readonly sandbox: boolean;
}

export interface Order {
  readonly id: string;
  /** The page where it is paid. */
  readonly url: string | null;
  readonly sandbox: boolean;
  /** What is bought, with its price. */
  readonly label?: string;
}

export interface Movement {
  readonly id: string;
  readonly change: number;
  readonly label: string;
  readonly at: string;
}

interface Payment {
  readonly order: { readonly order_id: string };
  readonly url: string | null;
  readonly sandbox: boolean;
}

export class Purse {
  constructor(private readonly http: Http) {}

  prices(locale: string): Promise<Prices> {
    return this.http.json<Prices>(`/billing/packs?locale=${locale}`);
  }

  /** An order for a pack; `key` names the wish: the same one makes one order. Raises Refusal, Unreachable. */
  async order(packId: string, key: string): Promise<Order> {
    return orderOf(await this.http.json<Payment>("/luna/energy/purchase", { body: { pack_id: packId }, headers: { "Idempotency-Key": key } }));
  }

  /** An order for a plan by the month. */
  async subscribe(planId: string, key: string): Promise<Order> {
    return orderOf(await this.http.json<Payment>("/billing/subscribe", { body: { plan_id: planId }, headers: { "Idempotency-Key": key } }));
  }

  /** The order of a proposal that the person confirms on its card. */
  async confirm(path: string, body: unknown): Promise<Order> {
    return orderOf(await this.http.json<Payment>(path, { method: "POST", body }));
  }

  /** Whether an order is paid. */
  async paid(orderId: string): Promise<boolean> {
    try {
      await this.http.json("/billing/confirm-payment", { body: { order_id: orderId } });
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.code === "order_unpaid") return false;
      throw error;
    }
  }
}

function orderOf(payment: Payment): Order {
  return { id: payment.order.order_id, url: payment.url, sandbox: payment.sandbox };
}
