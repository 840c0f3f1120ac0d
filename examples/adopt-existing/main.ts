import { adoptBoutique } from './boutique';
import { platform } from './platform';
import { HardenedApp } from 'cdk8s-hardened';

// The first step of an adoption is gated by what the API server itself will demand. What `hardened` asks beyond that stands in the README.
const app = new HardenedApp({ outdir: 'deploy', platform, profile: 'restricted' });
const report = adoptBoutique(app);
process.stderr.write(report.toString());
app.synth();
