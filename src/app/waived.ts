import { IConstruct } from 'constructs';
import { AppError } from './app-error';
import { constructPath, ReadObject } from './read';
import { controlById, suggestControlId } from '../controls/catalogue';
import { Control } from '../controls/control';
import { identityOf } from '../manifest/object';
import { Platform } from '../platform/platform';
import { Waiver } from '../posture/waivers';
import { waiversOf } from '../waivers/waivers';

/** A waiver as it was declared, and where: several targets of one app declare the same one. */
export interface DeclaredWaiver {
  readonly waiver: Waiver;
  /** Path of the construct. */
  readonly construct: string;
  /** The same for the same declaration in another target. */
  readonly key: string;
  /** It is no fault where nothing uses it. */
  readonly ifNeeded: boolean;
}

/** The waivers of an app, each with the objects of its construct's subtree: a waiver never reaches beyond the construct on which it was declared. */
export function declaredWaivers(root: IConstruct, objects: readonly ReadObject[], own: readonly Control[] = []): DeclaredWaiver[] {
  const unknown = Platform.of(root).waivers.allowed?.find(id => !controlById(id, own));
  if (unknown !== undefined) {
    const near = suggestControlId(unknown, own).map(id => `'${id}'`).join(' or ');
    throw new AppError(`platform.waivers.allowed names '${unknown}', which is no control. ${near ? `Did you mean ${near}?` : 'docs/CONTROLS.md lists the ids.'}`);
  }
  return waiversOf(root).map(({ construct: scope, ifNeeded = false, ...waiver }) => {
    const construct = constructPath(scope);
    return {
      construct, ifNeeded,
      key: `${scope.node.path} ${waiver.control} ${waiver.container ?? ''}`,
      waiver: { ...waiver, construct, objects: objects.filter(({ node }) => isWithin(node, scope)).map(({ object }) => identityOf(object)) },
    };
  });
}

function isWithin(node: IConstruct, ancestor: IConstruct): boolean {
  for (let step: IConstruct | undefined = node; step; step = step.node.scope) if (step === ancestor) return true;
  return false;
}
