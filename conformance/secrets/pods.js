// Pod templates with the annotations of the injector, in their documented form.
const { AUDIENCE } = require('./app');

const PREFIX = 'vault.hashicorp.com/';
const field = (path, property) => `{{ with secret "${path}" }}{{ .Data.data.${property} }}{{ end }}`;

/** A pod of the account of shop/cart-db, with its password as a file. */
function annotatedPod(server) {
  return {
    metadata: {
      annotations: Object.fromEntries(Object.entries({
        'agent-inject': 'true', 'service': server, 'role': 'shop.vault-cart-db', 'agent-service-account-token-volume-name': 'vault-token',
        'agent-inject-secret-password': 'kv/data/shop/cart-db', 'agent-inject-template-password': field('kv/data/shop/cart-db', 'password'), 'agent-inject-perms-password': '0400',
        'error-on-missing-key-password': 'true', 'template-static-secret-render-interval': '1s',
      }).map(([key, value]) => [PREFIX + key, value])),
    },
    spec: {
      serviceAccountName: 'vault-cart-db',
      securityContext: { runAsUser: 10001 },
      volumes: [{ name: 'vault-token', projected: { sources: [{ serviceAccountToken: { audience: AUDIENCE, expirationSeconds: 600, path: 'token' } }] } }],
    },
  };
}

module.exports = { annotatedPod };
