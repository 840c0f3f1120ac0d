import { App } from 'cdk8s';
import { AppError, asAppError } from './app-error';
import { enforceClean, judge, Judgement } from './judge';
import { writeJudgements } from './output';
import { declareControls, OwnControl } from './own-controls';
import { formerTargets, treeFolder } from '../gitops/reports';
import { placeObjects } from '../gitops/tree';
import { defaultProfile } from '../guardrails/platform-settings';
import { sortKeys } from '../manifest/plain';
import { toYaml } from '../manifest/yaml';
import { Platform } from '../platform/platform';
import { PlatformProps } from '../platform/platform-props';

/** Settings of a `HardenedApp`. */
export interface HardenedAppProps {
  /**
   * The cluster aimed at.
   * @default - Kubernetes 1.34, no mesh; see `PlatformProps`
   */
  readonly platform?: PlatformProps;
  /**
   * Folder of the GitOps tree. The environment variable CDK8S_OUTDIR wins over it, so that `cdk8s synth` and CI can redirect it.
   * Reports stand beside it, in `<outdir>.reports`.
   * @default 'dist'
   */
  readonly outdir?: string;
  /**
   * Profile that the output must comply with: `baseline`, `restricted`, `hardened` or `platform-assigned`, optionally pinned, as in `hardened@1`.
   * @default 'hardened' ('platform-assigned' where the platform assigns IDs)
   */
  readonly profile?: string;
  /**
   * Controls of your own, judged beside those of the profile, which must be `hardened` or `platform-assigned`.
   * @default - none
   */
  readonly controls?: OwnControl[];
  /**
   * Kinds without a namespace that this library cannot know, as `group/Kind`: `example.com/Widget`. Those of Kubernetes and of common operators are known,
   * and so is what a CustomResourceDefinition of the app declares.
   * @default - none
   */
  readonly clusterScopedKinds?: string[];
  /**
   * Say nothing on standard error about what was written. Errors are thrown all the same.
   * @default false
   */
  readonly quiet?: boolean;
  /**
   * Day on which waivers are judged, as YYYY-MM-DD: for tests. It never reaches the output.
   * @default - today
   */
  readonly today?: string;
}

/** What declares the content of an app; `HardenedApp.forTargets` calls it once per target. */
export interface IDeclaration {
  /** Declares namespaces and workloads in `app`, for the platform and target that the app was made for. */
  declare(app: HardenedApp): void;
}

/**
 * A cdk8s App whose synth is gated: the final objects, patches included, are judged by the catalogue of controls; where one fails and no waiver
 * signs for it, synth fails with every finding and writes nothing. What passes is written as a GitOps tree.
 */
export class HardenedApp extends App {
  /**
   * Writes one tree per target into `<outdir>/<target>/`, each gated on its own. Where one fails, none is written. A waiver counts as used if one
   * target used it. `platforms` holds the platform of each target by its name.
   */
  public static forTargets(platforms: Record<string, PlatformProps>, declaration: IDeclaration, props: HardenedAppProps = {}): void {
    const names = Object.keys(platforms).sort();
    if (names.length === 0) throw new AppError('HardenedApp.forTargets: no target is given. Name at least one, as in { prod: { kubernetesVersion: \'1.34\' } }.');
    const twin = names.find((name, index) => names.some((other, at) => at > index && other.toLowerCase() === name.toLowerCase()));
    if (twin !== undefined) throw new AppError(`HardenedApp.forTargets: two targets are named '${twin}' but for case, and would share a folder on many file systems. Rename one.`);
    if (props.platform) throw new AppError('HardenedApp.forTargets: `platform` stands in each target, not in the props of all of them.');
    const judgements = names.map(target => {
      const app = new HardenedApp({ ...props, platform: platforms[target] });
      app._target = target;
      declaration.declare(app);
      return app.judge();
    });
    enforceClean(judgements);
    writeJudgements(judgements, outdirOf(props), props.quiet === true);
    for (const name of formerTargets(outdirOf(props), names)) {
      process.stderr.write(`warning: ${name}/ holds the tree of a target that is no longer declared; it was left alone. Remove the folder where nothing delivers it any more.\n`);
    }
  }

  /** Profile that the output must comply with. */
  public readonly profile: string;
  private readonly props: HardenedAppProps;
  private _target?: string;

  public constructor(props: HardenedAppProps = {}) {
    super({ outdir: outdirOf(props) });
    this.props = props;
    const platform = Platform.configure(this, props.platform ?? {});
    declareControls(this, props.controls ?? []);
    this.profile = props.profile ?? defaultProfile(platform);
  }

  /** The target that this app is declared for under `forTargets`; undefined otherwise. */
  public get target(): string | undefined {
    return this._target;
  }

  /** The cluster aimed at, with every field filled in. */
  public get platform(): Platform {
    return Platform.of(this);
  }

  /** Judges the app and writes the tree and its reports. Throws an error with every finding, and writes nothing, where the app does not comply. */
  public synth(): void {
    const judgement = this.judge();
    enforceClean([judgement]);
    writeJudgements([judgement], outdirOf(this.props), this.props.quiet === true);
  }

  /** Judges the app and returns its objects as one YAML stream, in the order of the tree. Throws where the app does not comply. */
  public synthYaml(): string {
    const judgement = this.judge();
    enforceClean([judgement]);
    return asAppError(() => placeObjects(judgement.objects)).map(({ object }) => `---\n${toYaml(sortKeys(object))}`).join('');
  }

  private get treeFolder(): string {
    return treeFolder(outdirOf(this.props), this.target);
  }

  private judge(): Judgement {
    const { today, clusterScopedKinds } = this.props;
    return judge(this, { profile: this.profile, today, clusterScopedKinds, target: this.target, treeFolder: this.treeFolder });
  }
}

function outdirOf(props: HardenedAppProps): string {
  // An empty variable is one that a pipeline left unset, and an empty path would be the working directory.
  return process.env.CDK8S_OUTDIR || (props.outdir ?? 'dist');
}
