import { ComplianceOptions, complianceOf, findingsOf } from './compliance';
import { ControlCases, expectControl, ManifestCase } from './expect-control';
import { matchManifests } from './manifest-snapshots';
import { expectOnly, expectVerdict, ReachabilityOptions } from './reachability';

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
      /**
       * By the manifests alone, the caller can reach the callee on a port, whichever network plugin there is: `toAllow('shop/frontend', 'shop/cart', '7070')`.
       * Endpoints are named as `cdk8s-hardened reach` names them. A construct is asked under its own platform.
       */
      toAllow(from: string, to: string, port: string, options?: ReachabilityOptions): R;
      /** It cannot. What depends on something that no manifest says is neither allowed nor denied. */
      toDeny(from: string, to: string, port: string, options?: ReachabilityOptions): R;
      /**
       * The caller reaches those listed on these ports, `'shop/redis:6379'`, and nobody else, addresses outside included. Pods outside the tree that a policy
       * names, such as DNS, count only where the list names one.
       */
      toReachOnly(from: string, callees: readonly string[], options?: ReachabilityOptions): R;
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
  toAllow(received: unknown, from: string, to: string, port: string, options: ReachabilityOptions = {}) {
    return expectVerdict('allowed', received, from, to, port, options);
  },
  toDeny(received: unknown, from: string, to: string, port: string, options: ReachabilityOptions = {}) {
    return expectVerdict('denied', received, from, to, port, options);
  },
  toReachOnly(received: unknown, from: string, callees: readonly string[], options: ReachabilityOptions = {}) {
    return expectOnly(received, from, callees, options);
  },
});

export { ComplianceOptions, ControlCases, expectControl, findingsOf, ManifestCase, ReachabilityOptions };
