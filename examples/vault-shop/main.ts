import { PLATFORMS } from './platforms';
import { Shops } from './shops';
import { HardenedApp } from 'cdk8s-hardened';

HardenedApp.forTargets(PLATFORMS, new Shops(), { outdir: 'deploy' });
