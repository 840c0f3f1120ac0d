// What the engines are asked: the objects that the tests of the areas let the controls judge, and under which settings.
const { recordedCases } = require('../corpora/cases');
const { RESOURCES } = require('../../src/admission/resources');
const { CONTROLS, controlById } = require('../../src/controls/catalogue');
const { Subject } = require('../../src/controls/evaluate');
const { DEFAULT_SETTINGS } = require('../../src/controls/settings');
const { groupKind } = require('../../src/manifest/kinds');
const { complete } = require('./complete');

/** Every control that an expression says, whatever profile has it and whenever: agreement is about expressions. */
const EXPRESSED = CONTROLS.filter(({ subject, needs }) => subject !== 'set' && needs === undefined).map(control => ({ ...control, when: undefined }));
const reads = ({ cel, unless = '' }) => new Set([...`${cel} ${unless}`.matchAll(/\bsettings\.(\w+)/g)].map(([, name]) => name));
const BASE = { ...DEFAULT_SETTINGS, podSecurityMinor: 34, podSecurityAlone: false, rootInUserNamespace: false };

/** The objects once each, `more` among them, and the settings: the defaults for every control, and each other value that a test gives a setting for those that read it. */
function subjects(more) {
  const [objects, variants] = [new Map(), new Map([['base', { name: 'base', profile: { controls: EXPRESSED, settings: BASE, warning: new Set() } }]])];
  for (const { control, settings, objects: judged } of recordedCases()) {
    if (controlById(control).subject === 'set') continue;
    for (const object of judged) if (Object.hasOwn(RESOURCES, groupKind(object.apiVersion, object.kind))) objects.set(JSON.stringify(complete(object)), complete(object));
    const other = Object.keys(BASE).filter(name => JSON.stringify(settings[name]) !== JSON.stringify(BASE[name]));
    const controls = EXPRESSED.filter(each => [...reads(each)].some(name => other.includes(name)));
    const key = JSON.stringify(other.filter(name => controls.some(each => reads(each).has(name))).map(name => [name, settings[name]]));
    if (controls.length > 0 && !variants.has(key)) variants.set(key, { name: `variant-${variants.size}`, profile: { controls, settings: { ...BASE, ...settings }, warning: new Set() } });
  }
  for (const object of more) objects.set(JSON.stringify(complete(object)), complete(object));
  return { objects: [...objects.values()], variants: [...variants.values()] };
}

/** What we say of an object under a variant: by control 'pass', 'fail', 'error', or 'none' where it is nothing to the control. */
function ours(object, { profile: { controls, settings } }) {
  const subject = new Subject(object, settings);
  return new Map(controls.map(control => {
    const outcomes = subject.judge(control).map(({ outcome }) => outcome);
    return [control.id, ['error', 'fail'].find(outcome => outcomes.includes(outcome)) ?? (outcomes.length > 0 ? 'pass' : 'none')];
  }));
}

/** As few of the objects as show each verdict of each control that any of them shows: an engine that is slow is asked about these. */
function fewest(objects, variant) {
  const shown = new Set();
  return objects.filter(object => [...ours(object, variant)].filter(([, outcome]) => outcome !== 'none').map(each => each.join(' ')).filter(each => !shown.has(each) && shown.add(each)).length > 0);
}

module.exports = { fewest, ours, subjects };
