import { BUILT_IN_DOTTED } from '../manifest/kinds';

/** Pieces of CEL that several controls share. Each is one boolean expression in brackets. */

/** The pod says that it runs on Windows, where the Linux fields are illegal. */
export const ON_WINDOWS = "(has(pod.spec.os) && has(pod.spec.os.name) && pod.spec.os.name == 'windows')";

/** The container is privileged, which is a finding of its own and gives it all that the other fields could keep from it. */
export const SAID_OF_PRIVILEGED = '(!settings.podSecurityAlone && has(container.securityContext) && has(container.securityContext.privileged) && container.securityContext.privileged)';

/** The pod runs in a user namespace of its own: its root is nobody on the node. */
export const IN_USER_NAMESPACE = '(has(pod.spec.hostUsers) && !pod.spec.hostUsers)';

/** The pod runs to its end, as Jobs' do. */
export const RUNS_TO_COMPLETION = "(object.kind == 'Job' || object.kind == 'CronJob' || (has(pod.spec.restartPolicy) && pod.spec.restartPolicy != 'Always'))";

/** The container declares no port: nobody calls it. */
export const WITHOUT_PORTS = '(!has(container.ports) || size(container.ports) == 0)';

/** A container that runs beside the others until the pod ends: a regular one, or a native sidecar. */
export const LONG_RUNNING = "(containerType == 'containers' || (containerType == 'initContainers' && has(container.restartPolicy) && container.restartPolicy == 'Always'))";

/** `test` of the container's own value of a field of the security context, or of the pod's where the container has none; false where neither has one. */
export function inherited(field: string, test: (value: string) => string): string {
  return `(${ofContainer(field)} ? ${test(`container.securityContext.${field}`)} : (${ofPod(field)} && ${test(`pod.spec.securityContext.${field}`)}))`;
}

/** `test` of both values of a field of the security context, where they are set. */
export function whereSet(field: string, test: (value: string) => string): string {
  return `((!${ofContainer(field)} || ${test(`container.securityContext.${field}`)}) && (!${ofPod(field)} || ${test(`pod.spec.securityContext.${field}`)}))`;
}

/** The container's security context has the field. */
export function ofContainer(field: string): string {
  return `(has(container.securityContext) && has(container.securityContext.${field}))`;
}

/** The pod's security context has the field. */
export function ofPod(field: string): string {
  return `(has(pod.spec.securityContext) && has(pod.spec.securityContext.${field}))`;
}

/** A CEL list of texts. */
export function list(values: readonly string[]): string {
  return `[${values.map(value => `'${value}'`).join(', ')}]`;
}

/** The API group is one that Kubernetes itself serves, or `*`. */
export function isBuiltIn(group: string): string {
  return `(!${group}.contains('.') || ${group} in ${list([...BUILT_IN_DOTTED])})`;
}
