import { Duration } from 'cdk8s';
import { secondsOf } from '../workloads/fail';

/** `1h0m0s`, as Go prints it, so that nothing is rewritten on the way. At 0 a changed secret would never arrive. */
export function goDuration(duration: Duration, where: string): string {
  const seconds = secondsOf(where, 'refreshInterval', duration, 1);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${seconds % 60}s`;
}

/** How often what Vault made is asked for anew: long before its end, so that the old one still works while the new one is on its way. */
export function refreshBefore(lifetime: number | undefined, asked: Duration | undefined, where: string): Duration {
  if (lifetime === undefined) return asked ?? Duration.hours(1);
  const half = Duration.seconds(Math.floor(lifetime / 2));
  const seconds = asked === undefined ? half.toSeconds() : secondsOf(where, 'refreshInterval', asked, 1);
  if (seconds * 3 > lifetime * 2) {
    throw new Error(`${where}: refreshInterval is ${seconds} seconds, and what Vault made ends after ${lifetime}: pods would be left with what no longer works. `
      + `Write at most Duration.seconds(${Math.floor(lifetime * 2 / 3)}), or a longer lifetime.`);
  }
  return asked ?? half;
}
