const SUGGESTIONS = 3;

/** The names nearest to a misspelt one, nearest first: few edits away, or sharing most of its words. Empty where none is near. */
export function nearest(misspelt: string, names: readonly string[]): string[] {
  const wanted = String(misspelt).toLowerCase();
  return names.map(name => ({ name, distance: distance(wanted, name.toLowerCase()) }))
    .filter(each => each.distance <= 0.5)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, SUGGESTIONS)
    .map(each => each.name);
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
