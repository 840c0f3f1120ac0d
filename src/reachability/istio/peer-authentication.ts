import { identityOf, isRecord, textOf } from '../../manifest/object';
import { Selector } from '../../manifest/selectors';
import { readSelector } from '../read-selector';
import { Problem, refOf, RuleRef, SourcedObject } from '../source';

/** What a sidecar or ztunnel takes: mutual TLS alone, plaintext too, or (sidecars) plaintext alone. */
export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface PeerAuthentication {
  readonly ref: RuleRef;
  readonly namespace: string;
  /** undefined: all pods of the namespace; of the mesh, in the root namespace. */
  readonly selector?: Selector;
  /** undefined: as what is above it says. */
  readonly mode?: MtlsMode;
  readonly ports: ReadonlyMap<number, MtlsMode>;
  /** Of two for the same pods the older holds. Empty in a manifest that was never applied. */
  readonly created: string;
}

const MODES: readonly string[] = ['STRICT', 'PERMISSIVE', 'DISABLE'];

export function readPeerAuthentication(source: SourcedObject, report: (problem: Problem) => void): PeerAuthentication {
  const { object } = source;
  const spec = isRecord(object.spec) ? object.spec : {};
  const wrong = (rule: string, says: string): void => report({ ref: refOf(source, rule), says });
  const isWide = !isRecord(spec.selector) || Object.keys(isRecord(spec.selector.matchLabels) ? spec.selector.matchLabels : {}).length === 0;
  const byPort = isRecord(spec.portLevelMtls) ? Object.entries(spec.portLevelMtls) : [];
  if (isWide && byPort.length > 0) wrong('/spec/portLevelMtls', 'needs a selector, and Istio ignores it here');
  const created = isRecord(object.metadata) ? object.metadata.creationTimestamp : undefined;
  const mode = modeOf(spec.mtls, '/spec/mtls/mode', wrong);
  return {
    ref: refOf(source, ''),
    namespace: identityOf(object).namespace ?? '',
    ...(isWide ? {} : { selector: readSelector(spec.selector, says => wrong('/spec/selector', says)) }),
    ...(mode ? { mode } : {}),
    ports: new Map(isWide ? [] : byPort.flatMap(([port, value]) => {
      const own = modeOf(value, `/spec/portLevelMtls/${port}/mode`, wrong);
      return own ? [[Number(port), own] as const] : [];
    })),
    created: typeof created === 'string' ? created : '',
  };
}

/** The mode of each port of a pod, and the policies that say so: its own, its namespace's, the mesh's; PERMISSIVE where none says anything. */
export class MutualTls {
  public readonly refs: readonly RuleRef[];
  private readonly mode: MtlsMode;
  private readonly ports: ReadonlyMap<number, MtlsMode>;

  public constructor(policies: readonly PeerAuthentication[], namespace: string, labels: Readonly<Record<string, unknown>>, rootNamespace: string) {
    const oldest = [...policies].sort((a, b) => a.created < b.created ? -1 : a.created > b.created ? 1 : 0);
    const levels = [
      oldest.find(each => each.namespace === namespace && each.selector?.matches(labels)),
      oldest.find(each => each.namespace === namespace && !each.selector),
      oldest.find(each => each.namespace === rootNamespace && !each.selector),
    ];
    this.mode = levels.find(each => each?.mode)?.mode ?? 'PERMISSIVE';
    this.ports = levels[0]?.ports ?? new Map();
    this.refs = levels.flatMap(each => each?.ref ?? []);
  }

  public get exceptions(): Iterable<readonly [number, MtlsMode]> {
    return this.ports;
  }

  public of(port: number): MtlsMode {
    return this.ports.get(port) ?? this.mode;
  }

  public get general(): MtlsMode {
    return this.mode;
  }
}

function modeOf(value: unknown, at: string, wrong: (rule: string, says: string) => void): MtlsMode | undefined {
  const mode = isRecord(value) ? value.mode ?? 'UNSET' : 'UNSET';
  if (MODES.includes(textOf(mode))) return mode as MtlsMode;
  if (mode !== 'UNSET') wrong(at, 'must be UNSET, DISABLE, PERMISSIVE or STRICT');
  return undefined;
}
