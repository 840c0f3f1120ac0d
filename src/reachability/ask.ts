import { Bounds } from './bounds';
import { RequestMatch, RequestSpace } from './request-space';
import { ANY, Protocol, Requests } from './traffic';

/** `depends`: on what the manifests do not say. */
export type Verdict = 'allowed' | 'denied' | 'depends';

/** One question: a port, and what is asked over it. */
export interface Question {
  readonly protocol: Protocol;
  readonly port: number;
  /** Left out: whatever is asked. */
  readonly request?: { readonly method: string; readonly path: string; readonly host?: string };
}

/** The verdict on one question. Where no request is said and not every one gets through, `requests` says which do. */
export interface Answer {
  readonly verdict: Verdict;
  /** Where only some requests get through. */
  readonly requests: readonly RequestMatch[];
}

/** Of what gets through, or may, to a callee whose policies tell these requests apart. */
export function ask({ must: certain, may: possible }: Bounds, space: RequestSpace | undefined, { protocol, port, request }: Question): Answer {
  const asked: Requests = request && space ? space.one(request) : ANY;
  const [must, may] = [certain, possible].map(traffic => traffic.at(protocol, port) & asked);
  const whole = request && space ? asked : ANY;
  const verdict: Verdict = may === 0n ? 'denied' : (must & whole) === whole || (!request && must !== 0n && must === may) ? 'allowed' : 'depends';
  return { verdict, requests: space && may !== ANY && may !== 0n && !request ? space.describe(may) : [] };
}
