import { GUARDRAILS, PLATFORM } from './guardrails';
import { ClusterGuardrails, HardenedApp } from 'cdk8s-hardened';

const app = new HardenedApp({ outdir: 'deploy', platform: PLATFORM });
new ClusterGuardrails(app, 'guardrails', GUARDRAILS);
app.synth();
