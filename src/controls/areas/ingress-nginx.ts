import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { ManifestSet } from '../manifest-set';

const KINDS = ['networking.k8s.io/Ingress'];
const PREFIX = 'nginx.ingress.kubernetes.io/';
const ANNOTATIONS = 'object.metadata.annotations';
const SNIPPETS = `^${PREFIX}(.*-snippet|server-snippets|lua-.*)$`;
/** Annotations that end up in nginx's configuration as they are (CVE-2025-1097, CVE-2025-1098, CVE-2025-24514). */
const COPIED = ['auth-url', 'auth-signin', 'auth-tls-match-cn', 'mirror-target', 'mirror-host', 'rewrite-target', 'app-root', 'permanent-redirect', 'server-alias'];
/** Characters that end a value there and begin a directive. */
const INJECTION = '[;{}\\n\\r#\"\\\\\\\\]|\\\\$\\\\(|_by_lua|load_module|ssl_engine';
const INJECTS = /[;{}\n\r#"\\]|\$\(|_by_lua|load_module|ssl_engine/;
const SENSITIVE_PATHS = '^/(etc/|proc/|sys/|root/|(var/)?run/secrets)|kubernetes[.]io/serviceaccount|[.][.]|[;"]|[ \\t\\n]';

/** The ways by which whoever may write an Ingress has read every Secret of the cluster. */
export const INGRESS_NGINX: readonly Control[] = [
  control({
    id: 'ingress-nginx-snippets',
    title: 'No Ingress brings configuration of nginx with it',
    why: 'A snippet is code in the controller, which reads every Secret of the cluster (CVE-2021-25742).',
    fix: 'Remove the snippet, and use an annotation for what is wanted.',
    severity: 'critical',
    subject: 'object',
    kinds: KINDS,
    cel: `!has(${ANNOTATIONS}) || ${ANNOTATIONS}.all(k, !k.matches('${SNIPPETS}'))`,
    seen: ({ object }) => annotationSeen(object.metadata, key => new RegExp(SNIPPETS).test(key), 'is set'),
  }),
  control({
    id: 'ingress-nginx-annotation-injection',
    title: 'Annotations for nginx hold no directives',
    why: "These annotations end up in nginx's configuration as they are: what ends the value runs code in the controller (CVE-2025-1097, CVE-2025-1098, CVE-2025-24514).",
    fix: "Write the value without ';', braces, quotes, '#' and line breaks.",
    severity: 'critical',
    subject: 'object',
    kinds: KINDS,
    cel: `!has(${ANNOTATIONS}) || ${ANNOTATIONS}.all(k, !(k in [${COPIED.map(each => `'${PREFIX}${each}'`).join(', ')}]) || !${ANNOTATIONS}[k].matches('${INJECTION}'))`,
    seen: ({ object }) => annotationSeen(object.metadata, (key, value) => COPIED.includes(key.slice(PREFIX.length)) && INJECTS.test(value), 'holds characters that end a value'),
  }),
  control({
    id: 'ingress-path-charset',
    title: 'Paths of an Ingress are paths of a website',
    why: 'With nginx, a path into the file system of the controller serves its token (CVE-2021-25745).',
    fix: 'Write the path that clients ask for.',
    severity: 'high',
    subject: 'object',
    kinds: KINDS,
    cel: `!has(object.spec) || !has(object.spec.rules) || object.spec.rules.all(r, !has(r.http) || !has(r.http.paths) || r.http.paths.all(p, !has(p.path) || !p.path.matches('${SENSITIVE_PATHS}')))`,
    seen: ({ object }) => ({ says: `one of the paths reaches into a file system: ${pathsOf(object.spec).join(', ')}`, path: ['spec', 'rules'] }),
  }),
  control({
    id: 'ingress-nginx-snippets-disabled',
    title: 'The controller of ingress-nginx takes no snippets',
    why: 'With snippets, whoever may write an Ingress anywhere reads every Secret of the cluster.',
    fix: "Set allow-snippet-annotations: 'false' in the controller's ConfigMap, or remove it.",
    severity: 'high',
    subject: 'set',
    check: allowedSnippets,
  }),
];

function annotationSeen(metadata: unknown, isMeant: (key: string, value: string) => boolean, words: string) {
  const keys = Object.entries(recordOf(recordOf(metadata).annotations)).filter(([key, value]) => isMeant(key, String(value))).map(([key]) => key);
  return { says: `the annotation ${keys.join(', ')} ${words}`, path: ['metadata', 'annotations', ...keys.slice(0, 1)] };
}

function pathsOf(spec: unknown): string[] {
  return recordsOf(recordOf(spec).rules).flatMap(rule => recordsOf(recordOf(rule.http).paths).map(({ path }) => String(path)));
}

function allowedSnippets(set: ManifestSet): SetFinding[] {
  return set.ofKind('ConfigMap').filter(({ object }) => recordOf(object.data)['allow-snippet-annotations'] === 'true')
    .map(member => ({ member, pointer: '/data/allow-snippet-annotations', says: "allow-snippet-annotations is 'true'" }));
}
