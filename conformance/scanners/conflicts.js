// ../conflicts.yaml: what a scanner finds and we leave as it is. Each finding must stand there, and each entry must still be found.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const yaml = require('js-yaml');

const WHY = ['impossible', 'wrong', 'inventory', 'decision'];

/** The entries, each with `explains`, which counts the findings that it stands for. */
function readConflicts(path = join(__dirname, '..', 'conflicts.yaml')) {
  return yaml.load(readFileSync(path, 'utf8')).map(entry => {
    const { judge, rule, why, reason, flips, where = '.' } = entry;
    if (!judge || !rule || !WHY.includes(why) || !reason || !flips) {
      throw new Error(`conflicts.yaml: ${judge} ${rule} needs a judge, a rule, a why (${WHY.join(', ')}), a reason and what flips it`);
    }
    const pattern = new RegExp(where);
    let found = 0;
    return {
      judge, rule, why, reason, flips, found: () => found,
      explains(name, finding) {
        const isIt = name === judge && finding.rule === rule && pattern.test(finding.where);
        if (isIt) found++;
        return isIt;
      },
    };
  });
}

module.exports = { readConflicts };
