import { ComplianceOptions, complianceOf, findingsOf } from './compliance';
import { ControlCases, expectControl, ManifestCase } from './expect-control';
import { matchManifests } from './manifest-snapshots';

/**
 * jest matchers, by `import 'cdk8s-hardened/testing'` in a test file or in jest's `setupFilesAfterEnv`.
 * What is expected may be a construct (an App, a Chart, a namespace: all below it), Kubernetes objects as JSON, or YAML text.
 */
declare global {
  // The shape that @types/jest extends.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    interface Matchers<R> {
      /** The output complies with the profile that its platform calls for: `hardened`, or `platform-assigned` where the platform assigns IDs. */
      toBeHardened(options?: ComplianceOptions): R;
      /** The output complies with a named profile, such as `restricted@1.31`. */
      toComplyWith(profile: string, options?: ComplianceOptions): R;
      /**
       * The output is, object by object, what the files under `__manifests__/` say, and complies: a snapshot that does not comply neither passes nor
       * is written. New snapshots are written as jest's own are: by a plain run, never under `--ci`; `-u` writes changed ones.
       */
      toMatchManifests(options?: ComplianceOptions): R;
    }
  }
}

if (typeof expect === 'undefined') {
  throw new Error("cdk8s-hardened/testing extends jest's `expect`, and there is none. Import it in a test file, or name it in jest's setupFilesAfterEnv.");
}

expect.extend({
  toBeHardened(received: unknown, options?: ComplianceOptions) {
    const { pass, text } = complianceOf(received, options);
    return { pass, message: () => text };
  },
  toComplyWith(received: unknown, profile: string, options?: ComplianceOptions) {
    const { pass, text } = complianceOf(received, { ...options, profile });
    return { pass, message: () => text };
  },
  toMatchManifests(received: unknown, options?: ComplianceOptions) {
    if (this.isNot) throw new Error('.not.toMatchManifests() would pass for nearly everything. Say with toEqual what you expect instead.');
    return matchManifests(received, options ?? {}, this as unknown as Parameters<typeof matchManifests>[2]);
  },
});

export { ComplianceOptions, ControlCases, expectControl, findingsOf, ManifestCase };
