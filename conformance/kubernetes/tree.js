// A synthesised tree as the judge sees it: its files, and what `kubectl kustomize` makes of them.
const { execFileSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const yaml = require('js-yaml');

function nameOf({ apiVersion, kind, metadata = {} }) {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}${apiVersion.includes('.') ? ` (${apiVersion})` : ''}`;
}

const documentsOf = text => yaml.loadAll(text, undefined, { schema: yaml.CORE_SCHEMA }).filter(Boolean);

/** The trees in a folder: itself, or one in each subfolder when it was written for several targets. */
function treesIn(folder) {
  const isTree = path => existsSync(join(path, 'kustomization.yaml'));
  if (isTree(folder)) return [folder];
  const trees = readdirSync(folder).sort().map(name => join(folder, name)).filter(isTree);
  if (trees.length === 0) throw new Error(`${folder} holds no tree: neither it nor a folder in it has a kustomization.yaml`);
  return trees;
}

/** Every object of the tree's files. Fewer than the files would be a judge that looks away. */
function objectsIn(tree) {
  const files = readdirSync(tree, { recursive: true }).filter(file => /\.ya?ml$/.test(file) && !file.endsWith('kustomization.yaml')).sort();
  return files.flatMap(file => {
    const documents = documentsOf(readFileSync(join(tree, file), 'utf8'));
    if (documents.length !== 1) throw new Error(`${tree}/${file} holds ${documents.length} documents in place of one`);
    return documents;
  });
}

/** The objects in the order in which kustomize hands them to the server, and what is wrong where they are not those of the files. */
function kustomized(one, tree, objects) {
  const built = documentsOf(execFileSync(one, ['kubectl', 'kustomize', tree], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }));
  const missing = objects.filter(object => !built.some(other => isDeepStrictEqual(object, other))).map(nameOf);
  const foreign = built.filter(object => !objects.some(other => isDeepStrictEqual(object, other))).map(nameOf);
  const problem = missing.length + foreign.length === 0 ? undefined
    : `what kustomize builds is not what the files hold; missing or changed: ${missing.join(', ') || 'none'}; only there: ${foreign.join(', ') || 'none'}`;
  return { built, problem };
}

/**
 * Where `live` does not hold what the tree says, as `path: wanted, found` lines. What the server adds is no difference, nor that it leaves out a list
 * or an object that is empty.
 */
function drift(wanted, live, path = '') {
  if (Array.isArray(wanted)) {
    if (wanted.length === 0 && live === undefined) return [];
    if (!Array.isArray(live) || live.length !== wanted.length) return [`${path}: ${JSON.stringify(wanted)}, found ${JSON.stringify(live)}`];
    return wanted.flatMap((item, index) => drift(item, live[index], `${path}/${index}`));
  }
  if (wanted !== null && typeof wanted === 'object') {
    if (Object.keys(wanted).length === 0 && live === undefined) return [];
    if (live === null || typeof live !== 'object') return [`${path}: ${JSON.stringify(wanted)}, found ${JSON.stringify(live)}`];
    return Object.entries(wanted).flatMap(([key, value]) => drift(value, live[key], `${path}/${key}`));
  }
  return wanted === live ? [] : [`${path}: ${JSON.stringify(wanted)}, found ${JSON.stringify(live)}`];
}

module.exports = { documentsOf, drift, kustomized, nameOf, objectsIn, treesIn };
