import { AddressSet } from './address-set';
import { Endpoint } from './endpoint';
import { parseRange } from '../manifest/addresses';

/** Every name of an endpoint, from the longest: its id, and for a workload `shop/cart`, `Deployment/cart`, `cart`; of a host its name. */
export function namesOf({ id, kind, host }: Endpoint): readonly string[] {
  if (host) return [id, host.text];
  if (kind === 'namespace') return [id, id.slice(0, -'/*'.length)];
  if (kind !== 'workload') return [id];
  const parts = id.split('/');
  const [name, ofKind] = [parts.at(-1)!, parts.at(-2)!];
  return [...new Set([id, ...(parts.length > 2 ? [`${parts[0]}/${name}`] : []), `${ofKind}/${name}`, name])];
}

/** Those that a text may mean: exactly one where it is clear. An address, or a range, means the outside that it lies in. */
export function endpointsNamed(endpoints: readonly Endpoint[], text: string): readonly Endpoint[] {
  const exact = endpoints.filter(({ id }) => id === text);
  if (exact.length > 0) return exact;
  const wanted = text.toLowerCase();
  const named = endpoints.filter(endpoint => namesOf(endpoint).some(name => name.toLowerCase() === wanted));
  if (named.length > 0) return named;
  const range = parseRange(text.replace(/^external:/, ''));
  return range ? endpoints.filter(({ addresses, host }) => addresses && !host && new AddressSet([range]).within(addresses) === 'yes') : [];
}

/** The names nearest to a misspelt one. */
export type Nearest = (misspelt: string, names: readonly string[]) => readonly string[];

/** The endpoint of a name. Throws, with what to write instead, for one that means none or several. */
export function endpointNamed(endpoints: readonly Endpoint[], text: string, nearest: Nearest): Endpoint {
  const found = endpointsNamed(endpoints, text);
  if (found.length === 1) return found[0];
  const list = (ids: readonly string[]): string => ids.map(id => `'${id}'`).join(', ');
  if (found.length > 1) throw new Error(`'${text}' may be ${list(found.map(({ id }) => id))}. Write one of them`);
  const near = nearest(text, endpoints.flatMap(endpoint => namesOf(endpoint).slice(0, 2)));
  throw new Error(`there is no '${text}'. ${near.length > 0 ? `Did you mean ${list(near)}?` : `There are ${list(endpoints.slice(0, MOST).map(({ id }) => id))}${endpoints.length > MOST ? ' and others' : ''}`}`);
}

/** More names would be a wall. */
const MOST = 8;
