import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const linkerd = { serviceMesh: 'linkerd' } as const;
const pod = (annotations: object): Change => ({ at: '/spec/template/metadata/annotations', to: annotations });
const namespace = (annotations: object): Change => ({ in: 'Namespace/shop', at: '/metadata/annotations', to: annotations });

describe('a pod is past the mesh', () => {
  expectBrokenTwins([
    ['linkerd-injection', 'on its own', pod({ 'linkerd.io/inject': 'disabled' }), "linkerd.io/inject is 'disabled'", linkerd],
    ['linkerd-namespace-injected', 'with all its neighbours', {}, "the annotation linkerd.io/inject is not 'enabled'", linkerd],
    ['linkerd-port-skipping', 'on one port', pod({ 'config.linkerd.io/skip-inbound-ports': '8080' }), 'an annotation skips ports', linkerd],
  ]);

  expectFine([
    ['linkerd-injection', 'nothing said', {}, linkerd],
    ['linkerd-namespace-injected', 'a namespace in the mesh', namespace({ 'linkerd.io/inject': 'enabled' }), linkerd],
    ['linkerd-port-skipping', 'an opaque port', pod({ 'config.linkerd.io/opaque-ports': '6379' }), linkerd],
  ]);
});
