import { Shop } from './shop';
import { Peer } from 'cdk8s-hardened';

/**
 * Who calls whom, once. Each line becomes the caller's address variable, an egress rule, an ingress rule, and a mesh authorization for the caller's
 * identity on that port.
 */
export function declareConnections(shop: Shop): void {
  const { ads, cart, catalog, checkout, currency, customers, email, frontend, payment, recommendations, redis, shipping } = shop;

  frontend.connections.allowTo(ads, { addressIn: 'AD_SERVICE_ADDR' });
  frontend.connections.allowTo(cart, { addressIn: 'CART_SERVICE_ADDR' });
  frontend.connections.allowTo(catalog, { addressIn: 'PRODUCT_CATALOG_SERVICE_ADDR' });
  frontend.connections.allowTo(checkout, { addressIn: 'CHECKOUT_SERVICE_ADDR' });
  frontend.connections.allowTo(currency, { addressIn: 'CURRENCY_SERVICE_ADDR' });
  frontend.connections.allowTo(recommendations, { addressIn: 'RECOMMENDATION_SERVICE_ADDR' });
  frontend.connections.allowTo(shipping, { addressIn: 'SHIPPING_SERVICE_ADDR' });

  checkout.connections.allowTo(cart, { addressIn: 'CART_SERVICE_ADDR' });
  checkout.connections.allowTo(catalog, { addressIn: 'PRODUCT_CATALOG_SERVICE_ADDR' });
  checkout.connections.allowTo(currency, { addressIn: 'CURRENCY_SERVICE_ADDR' });
  checkout.connections.allowTo(email, { addressIn: 'EMAIL_SERVICE_ADDR' });
  checkout.connections.allowTo(payment, { addressIn: 'PAYMENT_SERVICE_ADDR' });
  checkout.connections.allowTo(shipping, { addressIn: 'SHIPPING_SERVICE_ADDR' });

  recommendations.connections.allowTo(catalog, { addressIn: 'PRODUCT_CATALOG_SERVICE_ADDR' });
  cart.connections.allowTo(redis, { addressIn: 'REDIS_ADDR' });
  customers.connections.allowTo(frontend, { addressIn: 'FRONTEND_ADDR' });

  // The only way in from outside: one host, by TLS, through the cluster's gateway, which the mesh knows by its identity.
  frontend.expose({ host: 'shop.example', port: 'http' });

  // The only way out: the payment provider, by name, at whatever address it has.
  payment.connections.allowTo(Peer.fqdn('api.payments.example'), { port: 443, reason: 'charges cards' });
}
