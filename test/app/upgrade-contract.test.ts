import { ApiObject } from 'cdk8s';
import { declareKinds, platform } from '../../examples/every-kind/kinds';
import { HardenedApp } from '../../src';
import { fileOf } from '../../src/gitops/layout';
import { isManifestObject, ManifestObject } from '../../src/manifest/object';

/**
 * Construct ids, object names and file names are public API: who changes one recreates live objects, or breaks patches that users wrote. Selectors,
 * and all else, stand in the manifests of examples/every-kind. A change here is a major release, announced in the change log.
 */
describe('the upgrade contract', () => {
  it('lists the construct of each object and its file', () => {
    const app = new HardenedApp({ platform, quiet: true });
    declareKinds(app);
    const list = app.node.findAll().filter(ApiObject.isApiObject).map(node => {
      const object: unknown = node.toJson();
      if (!isManifestObject(object)) throw new Error(node.node.path);
      return `${node.node.path} -> ${fileOf({ object: object as ManifestObject })}`;
    });
    expect(`${list.join('\n')}\n`).toMatchSnapshot();
  });
});
