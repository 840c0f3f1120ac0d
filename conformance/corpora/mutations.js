// Flips each field that a control reads, in the sets of its own tests, and looks whether the verdict follows.
const { parseCel } = require('../../src/controls/cel');
const { Subject } = require('../../src/controls/evaluate');
const { groupKind } = require('../../src/manifest/kinds');
const { isRecord } = require('../../src/manifest/object');
const { valueAt } = require('../../src/manifest/pointer');
const { readsOf } = require('../../src/controls/cel-reads');
const { mutants, places, textsIn } = require('../../src/testing/mutations');
const { judged } = require('./cases');

const MOST_VALUES = 12;

/**
 * The fields that the expressions of the control read, `container.securityContext.privileged`, each with whether some verdict follows it alone.
 * A field that is only a step to others (`container.securityContext`) is made and taken away with them, and counts with them.
 */
function fieldsOf(control, cases) {
  const expressions = [control.cel, control.unless].filter(Boolean);
  const all = new Map(expressions.flatMap(expression => readsOf(expression).fields).map(path => [path.join('.'), path]));
  const fields = [...all].filter(([name]) => ![...all.keys()].some(other => other.startsWith(`${name}.`)));
  const texts = expressions.flatMap(expression => textsIn(parseCel(expression)));
  const subjects = uniqueBy(cases.flatMap(({ objects, settings }) => objects.map(object => ({ object, settings }))), JSON.stringify)
    .filter(({ object }) => control.subject !== 'object' || !control.kinds || control.kinds.includes(groupKind(object.apiVersion, object.kind)));
  const mutated = path => path[0] === 'settings' ? alteredSettings(path, subjects, texts) : alteredObjects(path, subjects, texts);
  return fields.map(([name, path]) => ({
    name,
    // First in the cases as they are; then in cases in which another field was changed before, for what matters in pairs alone.
    follows: flips(control, subjects, mutated(path))
      || fields.some(([, other]) => other !== path && flips(control, subjects.flatMap(mutated(other)), mutated(path))),
  }));
}

/** Some subject's verdict is another after one of its changes. */
function flips(control, subjects, changesOf) {
  return subjects.some(subject => {
    const before = failures(control, subject);
    return before !== undefined && changesOf(subject).some(after => {
      const count = failures(control, after);
      return count !== undefined && count !== before;
    });
  });
}

function alteredObjects(path, subjects, texts) {
  // Beside the values that the expressions name: those that the field has in another case.
  const seen = uniqueBy(subjects.flatMap(({ object }) => [...places(object, [path])].map(place => valueAt(object, place)).filter(value => value !== undefined)), JSON.stringify);
  return ({ object, settings }) => mutants(object, [path], texts, [false, 0, {}, ...texts.map(text => [text]), ...seen.slice(0, MOST_VALUES)]).map(mutant => ({ object: mutant, settings }));
}

function alteredSettings([, name], subjects, texts) {
  const seen = subjects.map(({ settings }) => settings[name]);
  const values = uniqueBy([true, false, '', 0, 20, 99, [], ['x'], ...texts, ...texts.map(text => [text]), ...seen], JSON.stringify);
  return ({ object, settings }) => values.filter(value => typeof value === typeof settings[name] && Array.isArray(value) === Array.isArray(settings[name]))
    .map(value => ({ object, settings: { ...settings, [name]: value } }));
}

/** How often the control fails on the object; undefined where it cannot be judged: that is no verdict. */
function failures(control, { object, settings }) {
  const verdicts = new Subject(object, settings).judge(control);
  return verdicts.some(({ outcome }) => outcome === 'error') ? undefined : verdicts.filter(({ outcome }) => outcome === 'fail').length;
}

/**
 * Whether a `set` control finds something after one thing of a set in which it found nothing is taken away, doubled or altered,
 * or one object exchanged for the one of a set in which it fails.
 */
function setFollows(cases) {
  const donors = uniqueBy(cases.filter(fails).flatMap(({ objects }) => objects), JSON.stringify);
  return cases.filter(each => !fails(each)).some(each => [...alteredSets(each.objects, donors)].some(objects => fails(judged({ ...each, objects }))));
}

const fails = ({ failures: found, errors }) => found + errors > 0;
const isSame = (one, other) => one.kind === other.kind && one.metadata.name === other.metadata.name && one.metadata.namespace === other.metadata.namespace;

function* alteredSets(objects, donors) {
  for (const donor of donors) yield [...objects.filter(each => !isSame(each, donor)), donor];
  for (let index = 0; index < objects.length; index++) {
    const others = objects.filter((_, at) => at !== index);
    yield others;
    yield [...objects, objects[index]];
    for (const object of altered(objects[index])) if (isManifest(object)) yield [...others.slice(0, index), object, ...others.slice(index)];
  }
}

/** What a reader of files lets through. */
const isManifest = ({ apiVersion, kind, metadata }) => typeof apiVersion === 'string' && typeof kind === 'string' && isRecord(metadata);

/** The value with one thing in it taken away or changed. */
function* altered(value) {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      yield [...value.slice(0, index), ...value.slice(index + 1)];
      for (const item of altered(value[index])) yield value.map((each, at) => at === index ? item : each);
    }
  } else if (isRecord(value)) {
    for (const key of Object.keys(value)) {
      const { [key]: own, ...others } = value;
      yield others;
      for (const changed of altered(own)) yield { ...value, [key]: changed };
    }
  } else if (typeof value === 'boolean') {
    yield !value;
  } else if (typeof value === 'number') {
    yield* [0, 1, value + 1];
  } else if (typeof value === 'string') {
    yield 'another';
  }
}

function uniqueBy(values, key) {
  return [...new Map(values.map(value => [key(value), value])).values()];
}

module.exports = { fails, fieldsOf, setFollows };
