import { VaultEngine } from '../vault-grant';

/** How long what is issued at a path stays good. */
export interface Lease {
  readonly seconds: number;
  readonly maxSeconds: number;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Of a role that somebody else keeps. */
const UNKNOWN: Lease = { seconds: 3600, maxSeconds: 86_400 };

/**
 * The lease of credentials that a database engine makes at `path`; undefined where nothing is leased. A lease ends with the token that asked for it,
 * so that a token of ten minutes would take a password of an hour away after ten.
 */
export function leaseOf(path: string, engines: readonly VaultEngine[]): Lease | undefined {
  const [, mount, name] = /^(.+)\/creds\/([^/]+)$/.exec(path) ?? [];
  if (mount === undefined || engines.some(engine => engine.type !== 'database' && path.startsWith(`${engine.mount}/`))) return undefined;
  const settings = engines.find(engine => engine.mount === mount)?.roles.find(role => role.name === name)?.settings;
  const seconds = ttlSeconds(settings?.default_ttl) || UNKNOWN.seconds;
  return { seconds, maxSeconds: Math.max(seconds, ttlSeconds(settings?.max_ttl) || UNKNOWN.maxSeconds) };
}

/** `90`, `'90s'`, `'1h30m'` or `'1d'` as seconds; undefined for anything else. */
export function ttlSeconds(ttl: unknown): number | undefined {
  if (typeof ttl === 'number') return ttl;
  if (typeof ttl !== 'string' || !/^(\d+|(\d+[smhd])+)$/.test(ttl)) return undefined;
  return [...ttl.matchAll(/(\d+)([smhd]?)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit || 's'], 0);
}
