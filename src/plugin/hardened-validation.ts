import { ValidationContext } from './cli-context';
import { propertiesOf } from './properties';
import { CheckJson, problem, resourceName, violationsOf } from './violations';
import { runCheck } from '../cli/check-command';
import { readControls } from '../cli/controls-file';
import { readInput } from '../cli/input';
import { UsageError } from '../cli/problem';
import { identityOf } from '../manifest/object';

/**
 * `cdk8s-hardened check` as a validation of cdk8s-cli: `class: HardenedValidation` in `cdk8s.yaml`. It judges the files that synth wrote, as the command does.
 *
 * @jsii ignore
 */
export class HardenedValidation {
  /** `properties` of `cdk8s.yaml`. What is wrong with them is said by `validate`: cdk8s-cli answers an error of a constructor with its stack. */
  public constructor(private readonly properties?: unknown) {}

  /** Submits the report, whatever happens. Never throws, and writes nothing to standard output: under `synth --stdout` that is the manifests'. */
  public async validate(context: ValidationContext): Promise<void> {
    const { report } = context;
    try {
      let json = '';
      const properties = propertiesOf(this.properties);
      const code = runCheck(context.manifests, { ...properties, format: 'json' }, {
        out: text => { json += text; },
        err: text => process.stderr.write(text),
        isInputTerminal: false, isOutputTerminal: false, isErrorTerminal: false, env: process.env,
      });
      const checked = JSON.parse(json) as CheckJson;
      nameConstructs(context);
      const own = properties.controls === undefined ? [] : readControls(properties.controls);
      violationsOf(checked, context.stdout ?? false, own).forEach(violation => report.addViolation(violation));
      report.submit(code === 0 ? 'success' : 'failure', metadataOf(checked));
    } catch (error) {
      const says = error instanceof UsageError ? error.message : `internal error: ${String((error as Error).message ?? error).split('\n')[0]}`;
      report.addViolation(problem('could-not-check', says, 'cdk8s.yaml'));
      report.submit('failure');
    }
  }
}

/** The report finds construct paths by our names then; not where several resources have one name, of which cdk8s-cli knows only the last. */
function nameConstructs({ manifests, metadata }: ValidationContext): void {
  const identities = readInput(manifests).objects.map(({ object }) => identityOf(object));
  const times = new Map<string, number>();
  for (const { name } of identities) times.set(name, (times.get(name) ?? 0) + 1);
  for (const identity of identities) {
    if (times.get(identity.name) === 1 && Object.hasOwn(metadata, identity.name)) metadata[resourceName(identity)] = metadata[identity.name];
  }
}

function metadataOf({ profile, summary }: CheckJson): { [key: string]: string } {
  const findings = Object.entries(summary.findings).map(([severity, number]) => `${number} ${severity}`).join(', ');
  return { Profile: profile, Objects: String(summary.objects), Controls: String(summary.controls), Findings: findings, Waived: String(summary.waived) };
}
