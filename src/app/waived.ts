import { IConstruct } from 'constructs';
import { constructPath, ReadObject } from './read';
import { identityOf } from '../manifest/object';
import { Waiver } from '../posture/waivers';
import { waiversOf } from '../waivers/waivers';

/** A waiver as it was declared, and where: several targets of one app declare the same one. */
export interface DeclaredWaiver {
  readonly waiver: Waiver;
  /** Path of the construct. */
  readonly construct: string;
  /** The same for the same declaration in another target. */
  readonly key: string;
}

/** The waivers of an app, each with the objects of its construct's subtree: a waiver never reaches beyond the construct on which it was declared. */
export function declaredWaivers(root: IConstruct, objects: readonly ReadObject[]): DeclaredWaiver[] {
  return waiversOf(root).map(({ construct, ...waiver }) => ({
    construct: constructPath(construct),
    key: `${construct.node.path} ${waiver.control}`,
    waiver: { ...waiver, objects: objects.filter(({ node }) => isWithin(node, construct)).map(({ object }) => identityOf(object)) },
  }));
}

function isWithin(node: IConstruct, ancestor: IConstruct): boolean {
  for (let step: IConstruct | undefined = node; step; step = step.node.scope) if (step === ancestor) return true;
  return false;
}
