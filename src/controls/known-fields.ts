/** Field names of the API (Kubernetes 1.36) where a misspelt or misplaced one is dropped without a word and takes a protection with it. */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const CONTAINER = 'args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resizePolicy resources restartPolicy restartPolicyRules '
  + 'securityContext startupProbe stdin stdinOnce targetContainerName terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir';
const CONTEXT = 'appArmorProfile runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile windowsOptions';
const CONTROLLER = 'minReadySeconds revisionHistoryLimit selector template';

/** By what the messages call the place. */
export const KNOWN_FIELDS = {
  'a pod': words('activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks ephemeralContainers hostAliases hostIPC hostNetwork hostPID '
    + 'hostUsers hostname hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims '
    + 'resources restartPolicy runtimeClassName schedulerName schedulingGates securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain '
    + 'terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef'),
  'a container': words(CONTAINER),
  "a container's securityContext": words(`${CONTEXT} allowPrivilegeEscalation capabilities privileged procMount readOnlyRootFilesystem`),
  "a pod's securityContext": words(`${CONTEXT} fsGroup fsGroupChangePolicy seLinuxChangePolicy supplementalGroups supplementalGroupsPolicy sysctls`),
  'capabilities': words('add drop'),
  'resources': words('claims limits requests'),
  'a probe': words('exec failureThreshold grpc httpGet initialDelaySeconds periodSeconds successThreshold tcpSocket terminationGracePeriodSeconds timeoutSeconds'),
  'a volume mount': words('mountPath mountPropagation name readOnly recursiveReadOnly subPath subPathExpr'),
  'a Deployment': words(`${CONTROLLER} paused progressDeadlineSeconds replicas strategy`),
  'a StatefulSet': words(`${CONTROLLER} ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy replicas serviceName updateStrategy volumeClaimTemplates`),
  'a DaemonSet': words(`${CONTROLLER} updateStrategy`),
  'a NetworkPolicy': words('egress ingress podSelector policyTypes'),
  'an ingress rule': words('from ports'),
  'an egress rule': words('to ports'),
  'a peer': words('ipBlock namespaceSelector podSelector'),
  'a PodDisruptionBudget': words('maxUnavailable minAvailable selector unhealthyPodEvictionPolicy'),
} satisfies Readonly<Record<string, ReadonlySet<string>>>;

export type Place = keyof typeof KNOWN_FIELDS;

/**
 * What is wrong with a field of a place: a misspelling of a known one, or one that belongs elsewhere. Undefined for known fields, and for those that
 * resemble none: they may be newer than this list.
 */
export function fieldProblem(field: string, place: Place): string | undefined {
  const known: ReadonlySet<string> = KNOWN_FIELDS[place];
  if (known.has(field)) return undefined;
  const meant = [...known].find(each => plain(each) === plain(field)) ?? [...known].find(each => each.length >= 4 && isOneEdit(each, field));
  if (meant) return `'${field}' is no field of ${place}: '${meant}' is meant`;
  const other = Object.entries(KNOWN_FIELDS).find(([name, fields]) => PLACES_OF_PODS.includes(name as Place) && fields.has(field));
  return other && PLACES_OF_PODS.includes(place) ? `'${field}' is no field of ${place}: it belongs to ${other[0]}` : undefined;
}

/** Places that people mistake for one another. */
const PLACES_OF_PODS: readonly Place[] = ["a container's securityContext", "a pod's securityContext", 'a pod', 'a container'];

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** One letter more, less, other or swapped with the next. */
function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && right === left[1] + left[0]);
}
