import { AuthorizationPolicy } from './read-authorization-policy';
import { notName } from './rule-traffic';
import { RequestPatterns, RequestSpace } from '../request-space';

/** The requests that policies, and whoever asks, tell apart. */
export function spaceOf(policies: readonly AuthorizationPolicy[], asked: RequestPatterns): RequestSpace {
  const operations = policies.flatMap(({ rules }) => rules.flatMap(({ to }) => to ?? []));
  const all = (name: string): string[] => operations.flatMap(fields => [...fields[name] ?? [], ...fields[notName(name)] ?? []])
    .map(text => text.includes('{') ? `${text.slice(0, text.indexOf('{'))}*` : text);
  return new RequestSpace({
    methods: [...all('methods'), ...asked.methods], paths: [...all('paths'), ...asked.paths], hosts: [...all('hosts'), ...asked.hosts],
  });
}
