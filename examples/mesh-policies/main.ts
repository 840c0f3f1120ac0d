import { PLATFORMS, Shop } from './shop';
import { HardenedApp } from 'cdk8s-hardened';

HardenedApp.forTargets(PLATFORMS, new Shop(), { outdir: 'deploy' });
