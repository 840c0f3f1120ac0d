import { createHash } from 'node:crypto';
import { HttpMatch } from '../../connectivity/http-match';

/** The requests of one route. A path ends in `/*` for all that is below it; what is left out is anything. */
export interface RequestMatch {
  readonly method?: string;
  readonly path?: string;
}

/** The matches of an edge, one by one. Throws for what a route of Linkerd cannot say exactly. */
export function requestMatches(http: HttpMatch, where: string): RequestMatch[] {
  if (http.hosts) throw new Error(`${where}: http hosts are not held in Linkerd, where a route of a Server is for every host. Leave hosts out.`);
  const path = http.paths?.find(text => text.includes('*') && text !== '/*' && text !== '*' && !text.endsWith('/*'));
  if (path !== undefined) throw new Error(`${where}: http path '${path}' is none that Linkerd matches: routes go by whole segments. Write a full path, or '/…/*' for all below one.`);
  const paths = (http.paths ?? [undefined]).map(text => text === '*' || text === '/*' ? undefined : text);
  return (http.methods ?? [undefined]).flatMap(method => paths.map(each => ({ ...(method ? { method } : {}), ...(each ? { path: each } : {}) })));
}

/**
 * The matches with all that two of them share, so that the most specific route of each request is the one match that tells it from others; and for each
 * `/a/*` the path `/a` itself, which a route by prefix means too.
 */
export function closed(matches: readonly RequestMatch[]): RequestMatch[] {
  const found = new Map<string, RequestMatch>();
  const add = (match: RequestMatch | undefined): boolean => match !== undefined && !found.has(keyOf(match)) && found.set(keyOf(match), match) !== undefined;
  for (const match of matches) {
    add(match);
    if (match.path?.endsWith('/*')) add({ ...match, path: match.path.slice(0, -2) });
  }
  for (let grows = true; grows;) grows = [...found.values()].flatMap(a => [...found.values()].map(b => add(shared(a, b)))).some(Boolean);
  return [...found.values()].sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
}

/** Every request of `inner` is one of `outer`. */
export function covers(outer: RequestMatch, inner: RequestMatch): boolean {
  return (outer.method === undefined || outer.method === inner.method) && isBelow(inner.path, outer.path);
}

/** A name for objects that are about a match: readable, and the same in every synth. */
export function slugOf({ method = 'any', path = '' }: RequestMatch): string {
  const words = `${method}-${path}`.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 24).replace(/-$/, '');
  return `${words}-${createHash('sha256').update(keyOf({ method, path })).digest('hex').slice(0, 6)}`;
}

function shared(a: RequestMatch, b: RequestMatch): RequestMatch | undefined {
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return undefined;
  const path = isBelow(a.path, b.path) ? a.path : isBelow(b.path, a.path) ? b.path : null;
  const method = a.method ?? b.method;
  return path === null ? undefined : { ...(method ? { method } : {}), ...(path ? { path } : {}) };
}

function isBelow(path: string | undefined, outer: string | undefined): boolean {
  if (outer === undefined || path === outer) return true;
  return path !== undefined && outer.endsWith('/*') && path.startsWith(outer.slice(0, -1));
}

function keyOf({ method = '', path = '' }: RequestMatch): string {
  return `${path} ${method}`;
}
