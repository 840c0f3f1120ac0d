import { Shop } from './shop';
import { VaultBackedSecret } from 'cdk8s-hardened';

/** The payment provider's key lives in Vault; the pod sees a read-only file, and neither Git nor the environment ever holds it. */
export function declareSecrets(shop: Shop): void {
  const provider = new VaultBackedSecret(shop, 'payment-provider', { path: 'shop/payment', keys: { apiKey: 'api_key' } });
  provider.mountInto(shop.payment, '/run/secrets/payment');
}
