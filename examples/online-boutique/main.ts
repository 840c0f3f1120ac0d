import { declareConnections } from './connections';
import { platform } from './platform';
import { declareSecrets } from './secrets';
import { Shop } from './shop';
import { HardenedApp } from 'cdk8s-hardened';

const app = new HardenedApp({ outdir: 'deploy', platform });
const shop = new Shop(app, 'shop');
declareConnections(shop);
declareSecrets(shop);
app.synth();
