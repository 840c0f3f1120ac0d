import { Construct } from 'constructs';
import { HardenedDeployment, HardenedWorkload, IsolatedNamespace, Peer, Probe, ProbeScheme } from 'cdk8s-hardened';

/** Three services, none of which knows how its secrets get there. */
export class Shop extends IsolatedNamespace {
  readonly web: HardenedDeployment;
  readonly orders: HardenedDeployment;
  readonly payments: HardenedDeployment;

  constructor(scope: Construct, id: string) {
    super(scope, id, { owner: 'team-shop' });
    this.web = this.service('web', { name: 'https', containerPort: 8443, servicePort: 443 });
    this.orders = this.service('orders', { name: 'http', containerPort: 8080, servicePort: 80 });
    this.payments = this.service('payments', { name: 'http', containerPort: 8080, servicePort: 80 });
    this.web.connections.allowTo(this.orders, { addressIn: 'ORDERS_ADDR' });
    this.orders.connections.allowTo(this.payments, { addressIn: 'PAYMENTS_ADDR' });
    this.orders.connections.allowTo(Peer.pods({ namespace: 'databases', labels: { 'app.kubernetes.io/name': 'orders' } }), { port: 5432 });
    this.payments.connections.allowTo(Peer.cidr('203.0.113.0/28'), { port: 443 });
  }

  get workloads(): HardenedWorkload[] {
    return [this.web, this.orders, this.payments];
  }

  private service(id: string, port: { name: string; containerPort: number; servicePort: number }): HardenedDeployment {
    return new HardenedDeployment(this, id, {
      image: `${id}:1.0.0@sha256:${'0'.repeat(64)}`,
      ports: [port],
      size: { cpu: '100m', memory: '128Mi' },
      readinessProbe: Probe.fromHttpGet('/ready', port.name, { scheme: port.name === 'https' ? ProbeScheme.HTTPS : ProbeScheme.HTTP }),
    });
  }
}
