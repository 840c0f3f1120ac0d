import { Control, control } from '../control';
import { JudgementSettings } from '../settings';

const inLinkerd = (settings: JudgementSettings) => settings.serviceMesh === 'linkerd';
const ANNOTATIONS = 'pod.metadata.annotations';
const SKIPS = ['config.linkerd.io/skip-inbound-ports', 'config.linkerd.io/skip-outbound-ports'];

/** That pods are in a Linkerd mesh, and all of their ports. */
export const LINKERD: readonly Control[] = [
  control({
    id: 'linkerd-injection',
    title: 'Pods do not leave the mesh',
    why: 'A pod without a proxy neither proves who it is nor asks who calls.',
    fix: 'Remove the annotation linkerd.io/inject: disabled.',
    severity: 'medium',
    subject: 'pod',
    when: inLinkerd,
    cel: `!has(${ANNOTATIONS}) || !('linkerd.io/inject' in ${ANNOTATIONS}) || ${ANNOTATIONS}['linkerd.io/inject'] != 'disabled'`,
    seen: () => "linkerd.io/inject is 'disabled'",
  }),
  control({
    id: 'linkerd-namespace-injected',
    title: 'Namespaces are in the mesh',
    why: 'Pods of a namespace that says nothing get no proxy.',
    fix: 'Set the annotation linkerd.io/inject: enabled on the Namespace.',
    severity: 'medium',
    subject: 'object',
    kinds: ['Namespace'],
    when: inLinkerd,
    cel: "has(object.metadata.annotations) && 'linkerd.io/inject' in object.metadata.annotations && object.metadata.annotations['linkerd.io/inject'] in ['enabled', 'ingress']",
    seen: () => ({ says: "the annotation linkerd.io/inject is not 'enabled'", path: ['metadata', 'annotations'] }),
  }),
  control({
    id: 'linkerd-port-skipping',
    title: 'No port goes past the proxy',
    why: 'On that port, nobody proves who they are, and no policy holds.',
    fix: `Remove ${SKIPS.join(' and ')}; use opaque ports for protocols that the proxy does not know.`,
    severity: 'medium',
    subject: 'pod',
    when: inLinkerd,
    cel: `!has(${ANNOTATIONS}) || (${SKIPS.map(key => `!('${key}' in ${ANNOTATIONS})`).join(' && ')})`,
    seen: () => 'an annotation skips ports',
  }),
];
