// Looks for values that must stand in Vault only: in whatever was written while the judge ran.
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Where values may be: etcd keeps the Secrets of the cluster. */
const STORES = /\/kubernetes\/etcd\//;

/** Of each value: itself, and as it stands in a Secret or in a log that escapes. */
const formsOf = value => [value, Buffer.from(value).toString('base64'), Buffer.from(value).toString('hex')];

/** Paths of files below `folder` that hold one of `values`. The value itself is not returned. */
function leaks(folder, values) {
  const forms = values.flatMap(formsOf);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath ?? entry.path, entry.name));
  return files.filter(file => !STORES.test(file)).filter(file => {
    const content = readFileSync(file, 'latin1');
    return forms.some(form => content.includes(form));
  });
}

/** `[title, problems]`: first that a leak would be found. */
function judgeLeaks(folder, values) {
  const planted = join(folder, 'planted.log');
  writeFileSync(planted, `a line\nvalue: ${Buffer.from(values[0]).toString('base64')}\n`);
  const found = leaks(folder, values);
  writeFileSync(planted, '');
  return [
    ['a value in a log is noticed', found.includes(planted) ? [] : ['it is not']],
    [`none of ${values.length} values stands in tree, reports or logs`, leaks(folder, values)],
  ];
}

module.exports = { judgeLeaks };
