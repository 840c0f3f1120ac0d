import { join } from 'node:path';
import { PlatformProps } from 'cdk8s-hardened';

export const platform: PlatformProps = {
  kubernetesVersion: '1.34',
  registries: ['docker.io/library', 'us-central1-docker.pkg.dev/online-boutique-ci'],
  imageLock: join(__dirname, 'images.lock.json'),
};
