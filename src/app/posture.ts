import { App } from 'cdk8s';
import { enforceClean, judge } from './judge';
import { defaultProfile } from '../guardrails/platform-settings';
import { Platform } from '../platform/platform';

/** Settings of `Posture.enforce`. */
export interface EnforceOptions {
  /**
   * Profile that the output must comply with.
   * @default 'hardened' ('platform-assigned' where the platform assigns IDs)
   */
  readonly profile?: string;
  /**
   * Day on which waivers are judged, as YYYY-MM-DD: for tests.
   * @default - today
   */
  readonly today?: string;
}

/** The gate for apps that are no `HardenedApp`. */
export class Posture {
  /**
   * Makes `app.synth()` and `app.synthYaml()` of a plain cdk8s App fail, with every finding and before anything is written, unless its output complies.
   * Call it once; what is declared afterwards is judged too.
   */
  public static enforce(app: App, options: EnforceOptions = {}): void {
    const profile = options.profile ?? (defaultProfile(Platform.of(app)));
    const gate = (): void => enforceClean([judge(app, { profile, today: options.today })]);
    for (const method of ['synth', 'synthYaml'] as const) {
      const original = app[method].bind(app) as () => void & string;
      Object.defineProperty(app, method, { value: () => { gate(); return original(); }, configurable: true });
    }
  }
}
