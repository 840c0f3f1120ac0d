import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { judgedKinds } from '../admission/policy';
import { Control } from '../controls/control';
import { ResolvedProfile } from '../controls/profiles';
import { groupKind, isClusterScoped } from '../manifest/kinds';
import { ObjectIdentity } from '../manifest/object';
import { Waiver } from '../posture/waivers';
import { waiversOf } from '../waivers/waivers';

/** The waivers of an app as a policy may leave them out: each with those of its objects that the control judges. */
export function declaredExclusions(root: IConstruct, { controls }: ResolvedProfile): Waiver[] {
  return waiversOf(root).flatMap(({ construct, ifNeeded, ...waiver }) => {
    const control = controls.find(({ id }) => id === waiver.control);
    return control === undefined ? [] : [{ ...waiver, construct: construct.node.path, objects: objectsUnder(construct, control) }];
  });
}

function objectsUnder(construct: IConstruct, control: Control): ObjectIdentity[] {
  return construct.node.findAll().filter(ApiObject.isApiObject)
    .filter(({ apiVersion, kind }) => judgedKinds(control).includes(groupKind(apiVersion, kind)))
    .map(identityOf);
}

/** As it will be written: a chart's namespace is in the metadata of cluster-scoped objects too. */
function identityOf({ apiVersion, kind, name, metadata: { namespace } }: ApiObject): ObjectIdentity {
  return { apiVersion, kind, name, ...namespace === undefined || isClusterScoped(apiVersion, kind) ? {} : { namespace } };
}
