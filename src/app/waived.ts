import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { identityOf, ManifestObject } from '../manifest/object';
import { Waiver } from '../posture/waivers';
import { waiversOf } from '../waivers/waivers';

/** A waiver as it was declared, and where: several targets of one app declare the same one. */
export interface DeclaredWaiver {
  readonly waiver: Waiver;
  /** Path of the construct and id of the control. */
  readonly key: string;
}

/** The waivers of an app, each with the objects of its construct's subtree: a waiver never reaches beyond the construct on which it was declared. */
export function declaredWaivers(root: IConstruct, manifestOf: (node: ApiObject) => ManifestObject | undefined): DeclaredWaiver[] {
  return waiversOf(root).map(({ construct, ...waiver }) => ({
    key: `${construct.node.path} ${waiver.control}`,
    waiver: {
      ...waiver,
      objects: construct.node.findAll().filter(ApiObject.isApiObject).flatMap(node => {
        const manifest = manifestOf(node);
        return manifest ? [identityOf(manifest)] : [];
      }),
    },
  }));
}
