import { UsageError } from '../cli/problem';
import { SEVERITIES } from '../controls/control';
import { nearest } from '../controls/nearest';

/** `properties` of the validation in `cdk8s.yaml`: options of `cdk8s-hardened check` under the same names. Files are relative to the folder of `cdk8s.yaml`. */
export interface Properties {
  /** `hardened`, unless the platform assigns IDs. */
  readonly profile?: string;
  /** A `platform.yaml`. */
  readonly platform?: string;
  /** A `waivers.yaml`. */
  readonly waivers?: string;
  /** A file of own controls. */
  readonly controls?: string;
  /** The least severe finding that fails the synth: `low`. */
  readonly failOn: string;
}

const NAMES = ['profile', 'platform', 'waivers', 'controls', 'failOn'];

/** Throws a UsageError that names the property: it comes from a file, with no type to hold it. */
export function propertiesOf(given: unknown): Properties {
  const properties = given ?? {};
  if (typeof properties !== 'object' || Array.isArray(properties)) throw new UsageError(`properties must be an object with ${NAMES.join(', ')}.`);
  for (const [name, value] of Object.entries(properties)) {
    if (!NAMES.includes(name)) {
      const [near] = nearest(name, NAMES);
      throw new UsageError(`properties.${name} is no property. ${near ? `Did you mean '${near}'?` : `Write one of ${NAMES.join(', ')}.`}`);
    }
    if (typeof value !== 'string' || value === '') throw new UsageError(`properties.${name} must be a text.`);
  }
  const { failOn = 'low', ...others } = properties as Partial<Properties>;
  if (!(SEVERITIES as readonly string[]).includes(failOn)) throw new UsageError(`properties.failOn must be one of ${SEVERITIES.join(', ')}.`);
  return { ...others, failOn };
}
