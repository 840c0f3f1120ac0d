import { recordOf } from '../../manifest/object';
import { settingsForCel } from '../cel';
import { Control, control, SetFinding } from '../control';
import { Subject } from '../evaluate';
import { ManifestSet } from '../manifest-set';
import { podSecurityControls } from '../pod-security';
import { JudgementSettings } from '../settings';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** That the API server will let the pods in. */
export const ADMISSION: readonly Control[] = [
  control({
    id: 'namespace-admits-pod',
    title: 'The namespace admits the pods of its workloads',
    why: 'Waiving a Pod Security control does not make the API server admit the pod: its controller would try without end, and nobody is told.',
    fix: 'Make the pod stricter, or put the workload into a namespace with a lower, itself waived, level.',
    severity: 'high',
    subject: 'set',
    waivable: false,
    check: refused,
  }),
];

function refused(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const judges = new Map<string, PodSecurityJudge | undefined>();
  return set.workloads.flatMap(member => {
    if (!judges.has(member.namespace)) judges.set(member.namespace, judgeOf(set, settings, member.namespace));
    const judge = judges.get(member.namespace);
    if (!judge) return [];
    const subject = new Subject(member.object, judge.settings, judge.celSettings);
    const failed = judge.controls.filter(each => subject.judge(each).some(verdict => verdict.outcome === 'fail')).map(each => each.id);
    return failed.length === 0 ? [] : [{
      member,
      pointer: `${member.template.pointer}/spec`,
      says: `the namespace '${member.namespace}' enforces ${judge.name}, under which the API server refuses the pod: ${failed.join(', ')}`,
    }];
  });
}

interface PodSecurityJudge {
  readonly name: string;
  readonly controls: readonly Control[];
  readonly settings: JudgementSettings;
  readonly celSettings: ReturnType<typeof settingsForCel>;
}

/** What a namespace enforces; undefined where it enforces nothing, or nothing is known of it. */
function judgeOf(set: ManifestSet, settings: JudgementSettings, namespace: string): PodSecurityJudge | undefined {
  const labels = settings.externalNamespaces.find(each => each.name === namespace)?.labels ?? recordOf(set.find('Namespace', '', namespace)?.labels);
  const level = labels[ENFORCE];
  if (level !== 'baseline' && level !== 'restricted') return undefined;
  const pinned = /^v1\.(\d+)$/.exec(String(labels[`${ENFORCE}-version`] ?? 'latest'));
  // `latest` is the version of the cluster.
  const minor = pinned ? Number(pinned[1]) : Number(settings.kubernetesVersion.split('.')[1]);
  const own = { ...settings, podSecurityMinor: minor, rootInUserNamespace: minor >= 35 };
  return { name: `${level} v1.${minor}`, controls: podSecurityControls(level, minor), settings: own, celSettings: settingsForCel(own) };
}
