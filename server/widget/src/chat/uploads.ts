/** Documents on their way, or there: until the person sends them with a message, or takes them away. */
import type { Http } from "../wire/http";
import type { FileLine } from "../wire/types";
import { type Problem, problemOf } from "./problem";

const MOST = 5;

export interface Upload {
  readonly key: string;
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
  readonly file?: FileLine;
  readonly problem?: Problem;
  readonly abort: AbortController;
}

export class Uploads {
  all: readonly Upload[] = [];

  constructor(
    private readonly http: Http,
    private readonly changed: () => void,
    private readonly arrived: (name: string) => void,
  ) {}

  /** When none is on its way any more. */
  async settled(): Promise<void> {
    while (this.pending) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  get pending(): boolean {
    return this.all.some((each) => !each.file && !each.problem);
  }

  /** Those that are there, which a message takes along. */
  take(): FileLine[] {
    const files = this.all.flatMap((each) => (each.file ? [each.file] : []));
    this.set(this.all.filter((each) => !each.file));
    return files;
  }

  attach(files: Iterable<File>): void {
    for (const file of [...files].slice(0, MOST - this.all.length)) void this.carry(file);
  }

  detach(key: string): void {
    const gone = this.all.find((each) => each.key === key);
    gone?.abort.abort();
    if (gone?.file) this.discard(gone.file.id);
    this.set(this.all.filter((each) => each.key !== key));
  }

  /** Somebody else: nothing of the one before is left. */
  clear(): void {
    for (const each of this.all) each.abort.abort();
    this.set([]);
  }

  private discard(id: string): void {
    void this.http.json(`/v1/files/${id}`, { method: "DELETE" }).catch(() => undefined);
  }

  private async carry(file: File): Promise<void> {
    const key = crypto.randomUUID();
    const abort = new AbortController();
    const change = (changes: Partial<Upload>): void => {
      this.set(this.all.map((each) => (each.key === key ? { ...each, ...changes } : each)));
    };
    this.set([...this.all, { key, name: file.name, share: 0, abort }]);
    try {
      const form = new FormData();
      form.append("file", file);
      const line = await this.http.upload("/v1/files", form, (share) => change({ share }), abort.signal);
      change({ file: line as FileLine, share: 1 });
      // Taken away while it arrived: it does not stay there either.
      if (abort.signal.aborted) this.discard((line as FileLine).id);
      else this.arrived(file.name);
    } catch (error) {
      if (!abort.signal.aborted) change({ problem: await problemOf(error, this.http) });
    }
  }

  private set(all: readonly Upload[]): void {
    this.all = all;
    this.changed();
  }
}
