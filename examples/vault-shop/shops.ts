import { declareSecrets } from './secrets';
import { Shop } from './shop';
import { HardenedApp, IDeclaration } from 'cdk8s-hardened';

export class Shops implements IDeclaration {
  declare(app: HardenedApp): void {
    declareSecrets(app, new Shop(app, 'shop'));
  }
}
