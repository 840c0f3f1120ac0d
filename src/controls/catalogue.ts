import { ADMISSION } from './areas/admission';
import { AVAILABILITY } from './areas/availability';
import { CAPABILITIES } from './areas/capabilities';
import { FILESYSTEM } from './areas/filesystem';
import { IMAGES } from './areas/images';
import { MESH } from './areas/mesh';
import { NAMESPACES } from './areas/namespaces';
import { NAMING } from './areas/naming';
import { NETWORK_POLICIES } from './areas/network-policies';
import { POD_ISOLATION } from './areas/pod-isolation';
import { PROBES } from './areas/probes';
import { LINUX_PROFILES } from './areas/profiles-linux';
import { RESOURCES } from './areas/resources';
import { SECRETS } from './areas/secrets';
import { SERVICE_ACCOUNTS } from './areas/service-accounts';
import { SERVICES } from './areas/services';
import { USERS } from './areas/users';
import { WORKLOAD_SHAPE } from './areas/workload-shape';
import { Control } from './control';

/** Every control. */
export const CONTROLS: readonly Control[] = [
  ...POD_ISOLATION, ...CAPABILITIES, ...USERS, ...FILESYSTEM, ...LINUX_PROFILES, ...ADMISSION,
  ...IMAGES, ...RESOURCES, ...SERVICE_ACCOUNTS, ...SECRETS, ...PROBES, ...AVAILABILITY, ...WORKLOAD_SHAPE,
  ...NAMESPACES, ...NETWORK_POLICIES, ...SERVICES, ...NAMING, ...MESH,
];

const BY_ID: ReadonlyMap<string, Control> = new Map(CONTROLS.map(control => [control.id, control]));
const SUGGESTIONS = 3;

export function controlById(id: string): Control | undefined {
  return BY_ID.get(id);
}

/** The ids nearest to a misspelt one, nearest first: few edits away, or sharing most of its words. Empty where none is near. */
export function suggestControlId(id: string): string[] {
  const wanted = String(id).toLowerCase();
  return CONTROLS.map(control => ({ id: control.id, distance: distance(wanted, control.id) }))
    .filter(each => each.distance <= 0.5)
    .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
    .slice(0, SUGGESTIONS)
    .map(each => each.id);
}

/** 0 for equal, 1 for nothing in common: the smaller of the share of letters to edit and the share of words missing. */
function distance(wanted: string, id: string): number {
  const [a, b] = [wanted, id].map(text => new Set(text.split(/[^a-z0-9]+/).filter(Boolean)));
  const shared = [...a].filter(word => b.has(word)).length;
  return Math.min(edits(wanted, id) / Math.max(wanted.length, id.length, 1), 1 - shared / Math.max(a.size, b.size, 1));
}

/** Levenshtein. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
