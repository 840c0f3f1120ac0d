import { Surroundings } from './io';

const QUIET_MS = 1_000;
const WIDTH = 30;

/** A bar on standard error: only on a terminal, and only once the work has taken a second. */
export class Progress {
  private readonly started = Date.now();
  private isShown = false;

  public constructor(private readonly surroundings: Surroundings) {}

  public show(done: number, all: number): void {
    if (!this.surroundings.isErrorTerminal || Date.now() - this.started < QUIET_MS) return;
    this.isShown = true;
    const filled = Math.round(WIDTH * done / Math.max(all, 1));
    this.surroundings.err(`\r\u001b[K[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done} of ${all} objects`);
  }

  public clear(): void {
    if (this.isShown) this.surroundings.err('\r\u001b[K');
    this.isShown = false;
  }
}
