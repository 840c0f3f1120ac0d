// Preloaded (`node -r`): the example that names a sidecar mesh gets the one that CONFORMANCE_MESH names, and nothing else of it changes.
const { ServiceMesh } = require('..');

const mesh = ServiceMesh[process.env.CONFORMANCE_MESH]();
ServiceMesh.istioSidecar = () => mesh;
