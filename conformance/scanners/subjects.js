// What scanners are given: copies of the manifests, in folders where nothing else stands, since some read all that they find.
const { mkdirSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');

/** The version that examples are for, where they do not say another. */
const EXAMPLE_MINOR = 34;
/** Of the matrix, slow scanners see one tree in so many. */
const SAMPLE = 40;

class Subjects {
  constructor(work) {
    this.work = work;
  }

  /** The manifests of a tree. kustomization.yaml is for kubectl, and no object. */
  of(name, tree, target, minor = EXAMPLE_MINOR) {
    const folder = join(this.work, target, name);
    const manifests = readdirSync(tree, { recursive: true }).filter(file => /\.ya?ml$/.test(file) && !file.endsWith('kustomization.yaml')).sort();
    if (manifests.length === 0) throw new Error(`${tree} holds no object`);
    const files = manifests.map(file => {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, readFileSync(join(tree, file)));
      return path;
    });
    return { name, folder, minor, files, isSample: target === 'sample' };
  }

  /** The trees that matrix.js has written. */
  ofMatrix(matrix) {
    const trees = JSON.parse(readFileSync(join(matrix, 'trees.json'), 'utf8'));
    return trees.map(({ name, minor }, index) => this.of(name, join(matrix, name), index % SAMPLE === 0 ? 'sample' : 'rest', minor));
  }

  /** What a scanner of that scope sees in one call: a tree, all trees for a version, or all of a folder. */
  grouped(scope, subjects) {
    if (scope === 'tree') return subjects;
    const targetOf = ({ folder }) => relative(this.work, folder).split('/')[0];
    const groups = new Map();
    for (const subject of subjects) {
      const key = scope === 'version' ? subject.minor : targetOf(subject);
      groups.set(key, [...groups.get(key) ?? [], subject]);
    }
    return [...groups.values()].map(group => ({
      name: group.length === 1 ? group[0].name : `${group.length} trees`, minor: group[0].minor, files: group.flatMap(({ files }) => files),
      folder: join(this.work, targetOf(group[0])),
    }));
  }
}

module.exports = { Subjects };
