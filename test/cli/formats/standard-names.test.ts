import { standardName } from '../../../src/cli/formats/standard-names';
import { CONTROLS } from '../../../src/controls/catalogue';

test('every standard of the catalogue has a name of its own', () => {
  const standards = [...new Set(CONTROLS.flatMap(({ standards: each }) => Object.keys(each)))];
  expect(standards.filter(each => standardName(each) === each)).toEqual([]);
});

test('an unknown one is called by its key', () => expect(standardName('constructor')).toBe('constructor'));
