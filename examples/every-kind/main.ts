import { HardenedApp } from 'cdk8s-hardened';
import { declareKinds, platform } from './kinds';

const app = new HardenedApp({ outdir: 'deploy', platform });
declareKinds(app);
app.synth();
