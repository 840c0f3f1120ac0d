import { Facts, Seen } from './control';
import { describeValue } from './evaluate';
import { Json } from '../manifest/object';
import { valueAt } from '../manifest/pointer';

/** The words for a field of the security context that a container has or inherits: says where it is wrong, at the container or at the pod. */
export function contextSeen(field: string, wrong: (value: Json | undefined) => boolean): (facts: Facts) => Seen {
  const path = ['securityContext', ...field.split('.')];
  return ({ container, pod }) => {
    const own = valueAt(container, path) as Json | undefined;
    const inherited = valueAt(pod, path) as Json | undefined;
    if (own === undefined && inherited !== undefined && wrong(inherited)) return podSeen(path, inherited);
    if (own !== undefined && !wrong(own) && inherited !== undefined && wrong(inherited)) return podSeen(path, inherited);
    return { says: `${path.join('.')} ${describeValue(own)}${own === undefined ? ', neither here nor in the pod' : ''}`, path };
  };
}

function podSeen(path: readonly string[], value: Json): Seen {
  return { says: `the pod's ${path.join('.')} ${describeValue(value)}`, from: 'pod', path };
}

/** `'a', 'b'` */
export function quoted(values: readonly unknown[]): string {
  return values.map(value => `'${String(value)}'`).join(', ');
}
