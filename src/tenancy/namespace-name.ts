import { dnsLabelProblem } from '../manifest/names';

/** Throws where `name` is none that an app may have. Namespaces of the system are no tenants: whoever writes there owns the cluster. */
export function checkNamespaceName(name: string, where: string): void {
  const problem = dnsLabelProblem(name);
  if (problem) throw new Error(`${where}: the namespace name '${name}' ${problem}. Give another id, or set \`name\`.`);
  if (name === 'default' || name.startsWith('kube-')) {
    throw new Error(`${where}: '${name}' is a namespace of the system, shared by whoever names none. Give the app a namespace of its own, such as 'shop'.`);
  }
}
