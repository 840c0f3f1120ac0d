import { declareKinds, platform } from './kinds';
import { HardenedApp } from 'cdk8s-hardened';

const app = new HardenedApp({ outdir: 'deploy', platform });
declareKinds(app);
app.synth();
