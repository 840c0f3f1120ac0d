import { AdmissionAction, actionOf, AdmissionOptions } from './options';
import { AdmissionPolicy, Validation } from './policy';
import { RESOURCES } from './resources';
import { MATCH_CONDITIONS, policyMetadata } from './validating-admission-policy';
import { groups } from '../manifest/lists';
import { ManifestObject } from '../manifest/object';

const ACTIONS: Readonly<Record<AdmissionAction, string>> = { audit: 'dryrun', warn: 'warn', deny: 'deny' };

/** Gatekeeper's ConstraintTemplates in CEL, each with the constraint that puts it to use. */
export function gatekeeperPolicies(policies: readonly AdmissionPolicy[], options: AdmissionOptions): ManifestObject[] {
  return policies.flatMap(policy => [constraintTemplate(policy), constraint(policy, options)]);
}

function constraintTemplate(policy: AdmissionPolicy): ManifestObject {
  const { variables, validations } = policy;
  const kind = constraintKind(policy);
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    // Gatekeeper takes no other name.
    metadata: { ...policyMetadata(policy), name: kind.toLowerCase() },
    spec: {
      crd: { spec: { names: { kind } } },
      targets: [{
        target: 'admission.k8s.gatekeeper.sh',
        code: [{
          engine: 'K8sNativeValidation',
          source: {
            failurePolicy: 'Fail',
            // In the singular, unlike Kubernetes' own: under the other name it would be dropped.
            matchCondition: MATCH_CONDITIONS,
            variables,
            validations: validations.map(validation),
          },
        }],
      }],
    },
  };
}

function validation({ expression, message, messageExpression }: Validation): Record<string, string> {
  return { expression, message, ...(messageExpression === undefined ? {} : { messageExpression }) };
}

function constraint(policy: AdmissionPolicy, options: AdmissionOptions): ManifestObject {
  const byGroup = groups(policy.groupKinds, kind => RESOURCES[kind].group);
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: constraintKind(policy),
    metadata: { name: policy.name },
    spec: {
      enforcementAction: ACTIONS[actionOf(policy.onlyWarns, options)],
      match: {
        kinds: [...byGroup].map(([group, kinds]) => ({ apiGroups: [group], kinds: kinds.map(kind => kind.split('/').pop()!) })),
        ...(options.exemptNamespaces.length === 0 ? {} : { excludedNamespaces: [...options.exemptNamespaces].sort() }),
      },
    },
  };
}

/** `cdk8s-hardened-users-and-groups` -> `Cdk8sHardenedUsersAndGroups`. */
function constraintKind({ name }: AdmissionPolicy): string {
  return name.split('-').map(word => word[0].toUpperCase() + word.slice(1)).join('');
}
