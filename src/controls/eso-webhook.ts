import { isRecord, ManifestObject, recordOf, recordsOf, textOf, textsOf } from '../manifest/object';

/** What is wrong, and where. */
export interface EsoProblem { readonly pointer: string; readonly says: string }
type Fields = Readonly<Record<string, unknown>>;

const GO_DURATION = /^[-+]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)([-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*)$/;
/** Not those that take over a Secret which others own, or make none. */
const DELETES = { Delete: ['Merge', 'None', 'CreateOrMerge'], Merge: ['None'] } as Readonly<Record<string, readonly string[]>>;
const TEMPLATE_TARGETS = ['data', 'annotations', 'labels'];
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

/** What the operator's webhook refuses beyond the schema, of an ExternalSecret. Source: external-secrets v2.9, apis/externalsecrets/v1. */
export function externalSecretProblems({ spec: given }: ManifestObject): EsoProblem[] {
  const spec = recordOf(given);
  const [target, data, dataFrom] = [recordOf(spec.target), recordsOf(spec.data), recordsOf(spec.dataFrom)];
  const { creationPolicy = 'Owner', deletionPolicy = 'Retain' } = target;
  const problems = templateProblems(target);
  if (DELETES[textOf(deletionPolicy)]?.includes(textOf(creationPolicy))) {
    problems.push({ pointer: '/spec/target/deletionPolicy', says: `deletionPolicy ${textOf(deletionPolicy)} cannot stand with creationPolicy ${textOf(creationPolicy)}` });
  }
  if (data.length + dataFrom.length === 0) problems.push({ pointer: '/spec', says: 'neither data nor dataFrom says what is fetched' });
  const keys = data.map(({ secretKey }) => textOf(secretKey));
  keys.forEach((key, index) => {
    if (deletionPolicy === 'Retain' && keys.indexOf(key) < index) problems.push({ pointer: `/spec/data/${index}/secretKey`, says: `the key '${key}' stands in data twice` });
  });
  return [...problems, ...dataFrom.flatMap((item, index) => dataFromProblems(item, `/spec/dataFrom/${index}`))];
}

function templateProblems({ template: given, manifest }: Fields): EsoProblem[] {
  const template = recordOf(given);
  const from = recordsOf(template.templateFrom).map(({ target = 'Data' }) => textOf(target));
  const at = '/spec/target/template';
  const problems: EsoProblem[] = [];
  if (template.type === 'bootstrap.kubernetes.io/token') problems.push({ pointer: `${at}/type`, says: 'no template may make a bootstrap token: it would let machines join the cluster' });
  const namesAccount = recordOf(recordOf(template.metadata).annotations)[ACCOUNT_NAME] !== undefined || from.some(target => target.toLowerCase() === 'annotations');
  if (template.type === 'kubernetes.io/service-account-token' && namesAccount) {
    problems.push({ pointer: `${at}/type`, says: 'a template that makes a token may not name the ServiceAccount: it would be one of whoever is named' });
  }
  const wrong = manifest === undefined ? from.findIndex(target => !TEMPLATE_TARGETS.includes(target.toLowerCase())) : -1;
  if (wrong >= 0) problems.push({ pointer: `${at}/templateFrom/${wrong}/target`, says: `the target '${from[wrong]}' is none of Data, Annotations and Labels` });
  return problems;
}

function dataFromProblems(item: Fields, pointer: string): EsoProblem[] {
  const source = recordOf(item.sourceRef);
  const ways = [item.extract, item.find, source.generatorRef].filter(isRecord).length;
  if (ways > 1) return [{ pointer, says: 'more than one of extract, find and generatorRef says what is fetched' }];
  if (ways === 0 && !isRecord(item.sourceRef)) return [{ pointer, says: 'none of extract, find and sourceRef says what is fetched' }];
  return isRecord(item.sourceRef) && !isRecord(source.generatorRef) && !isRecord(source.storeRef) ? [{ pointer: `${pointer}/sourceRef`, says: 'names neither a store nor a generator' }] : [];
}

/** The same, of a SecretStore or a ClusterSecretStore. */
export function storeProblems({ kind, metadata, spec: given }: ManifestObject): EsoProblem[] {
  const spec = recordOf(given);
  const { refreshInterval } = spec;
  const vault = recordOf(recordOf(spec.provider).vault);
  const foreign = kind === 'SecretStore' ? foreignReference(spec.provider, textOf(metadata?.namespace ?? ''), '/spec/provider') : undefined;
  return [
    ...typeof refreshInterval === 'string' && !GO_DURATION.test(refreshInterval) ? [{ pointer: '/spec/refreshInterval', says: `'${refreshInterval}' is no duration` }] : [],
    ...recordsOf(spec.conditions).flatMap(({ namespaceRegexes }, index) => textsOf(namespaceRegexes).filter(each => !isRegex(each))
      .map(each => ({ pointer: `/spec/conditions/${index}/namespaceRegexes`, says: `'${each}' is no regular expression` }))),
    ...foreign ? [foreign] : [],
    ...vaultProblems(vault),
  ];
}

function vaultProblems({ auth: given, tls: tlsGiven, checkAndSet, version = 'v2' }: Fields): EsoProblem[] {
  const [auth, tls, at] = [recordOf(given), recordOf(tlsGiven), '/spec/provider/vault'];
  const [appRole, jwt] = [recordOf(auth.appRole), recordOf(auth.jwt)];
  const problems: EsoProblem[] = [];
  if (isRecord(auth.appRole) && !appRole.roleId && !isRecord(appRole.roleRef)) problems.push({ pointer: `${at}/auth/appRole`, says: 'neither roleId nor roleRef names the role' });
  if (isRecord(auth.jwt) && !isRecord(jwt.secretRef) && !isRecord(jwt.kubernetesServiceAccountToken)) {
    problems.push({ pointer: `${at}/auth/jwt`, says: 'neither secretRef nor kubernetesServiceAccountToken gives a token' });
  }
  if (isRecord(tls.certSecretRef) !== isRecord(tls.keySecretRef)) problems.push({ pointer: `${at}/tls`, says: 'only one of certSecretRef and keySecretRef is there' });
  if (recordOf(checkAndSet).required === true && version === 'v1') problems.push({ pointer: `${at}/checkAndSet`, says: 'check-and-set is of version 2 of the engine, and the store uses version 1' });
  return problems;
}

/** The first reference below `value` that leads into another namespace. */
function foreignReference(value: unknown, own: string, pointer: string): EsoProblem | undefined {
  if (!isRecord(value)) return undefined;
  for (const [field, item] of Object.entries(value)) {
    if (/(Ref|caProvider)$/.test(field) && isRecord(item) && item.namespace !== undefined && item.namespace !== own) {
      return { pointer: `${pointer}/${field}/namespace`, says: `a SecretStore refers to the namespace '${textOf(item.namespace)}', and may only to its own` };
    }
    const found = foreignReference(item, own, `${pointer}/${field}`);
    if (found) return found;
  }
  return undefined;
}

/** The operator's are Go's: they look neither ahead nor back. */
function isRegex(text: string): boolean {
  if (/\(\?(<?[=!])|\\[1-9]/.test(text)) return false;
  try {
    return new RegExp(text.replaceAll('(?P<', '(?<')) !== undefined;
  } catch {
    return false;
  }
}
