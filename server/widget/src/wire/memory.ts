/** What this browser remembers of an app. Where it refuses (private windows, blocked storage), the page does. */
export class Memory {
  private readonly page = new Map<string, string>();

  constructor(private readonly app: string) {}

  read(name: string): string | undefined {
    try {
      return localStorage.getItem(this.key(name)) ?? this.page.get(name);
    } catch {
      return this.page.get(name);
    }
  }

  /** undefined: forget it. */
  write(name: string, value: string | undefined): void {
    this.page.delete(name);
    try {
      if (value === undefined) localStorage.removeItem(this.key(name));
      else localStorage.setItem(this.key(name), value);
    } catch {
      if (value !== undefined) this.page.set(name, value);
    }
  }

  private key(name: string): string {
    return `iris:${this.app}:${name}`;
  }
}
