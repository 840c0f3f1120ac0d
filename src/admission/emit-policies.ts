import { gatekeeperPolicies } from './gatekeeper';
import { kyvernoPolicies } from './kyverno';
import { AdmissionEngine, AdmissionOptions } from './options';
import { AdmissionPolicy, admissionPolicies, AdmissionSource } from './policy';
import { validatingAdmissionPolicies } from './validating-admission-policy';
import { ManifestObject } from '../manifest/object';

const WRITERS: Readonly<Record<AdmissionEngine, (policies: readonly AdmissionPolicy[], options: AdmissionOptions) => ManifestObject[]>> = {
  vap: validatingAdmissionPolicies, kyverno: kyvernoPolicies, gatekeeper: gatekeeperPolicies,
};

/** The controls of a profile as objects of an admission engine, waivers as its exclusions: in Kyverno as objects of their own, unless told otherwise. */
export function emitPolicies(engine: AdmissionEngine, source: AdmissionSource, options: AdmissionOptions): ManifestObject[] {
  return WRITERS[engine](admissionPolicies({ exclusionsBeside: engine === 'kyverno', ...source }), options);
}
