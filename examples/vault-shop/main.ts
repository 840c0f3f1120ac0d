import { PLATFORMS } from './platforms';
import { Shops } from './shop';
import { HardenedApp } from 'cdk8s-hardened';

HardenedApp.forTargets(PLATFORMS, new Shops(), { outdir: 'deploy' });
