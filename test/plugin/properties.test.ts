import { propertiesOf } from '../../src/plugin/properties';

describe('propertiesOf', () => {
  it.each([
    ['none', undefined, { failOn: 'low' }],
    ['null, as an empty key of YAML is', null, { failOn: 'low' }],
    ['all', { profile: 'baseline', platform: 'p.yaml', waivers: 'w.yaml', controls: 'c.yaml', failOn: 'high' }, { profile: 'baseline', platform: 'p.yaml', waivers: 'w.yaml', controls: 'c.yaml', failOn: 'high' }],
  ])('takes %s', (_, given, properties) => expect(propertiesOf(given)).toEqual(properties));

  it.each([
    ['a text', 'baseline', 'properties must be an object'],
    ['an empty file name', { platform: '' }, 'properties.platform must be a text.'],
    ['a name of Object.prototype', { constructor: 'x' }, 'properties.constructor is no property. Write one of'],
    ['a misspelt name', { failon: 'low' }, "Did you mean 'failOn'?"],
  ])('refuses %s', (_, given, says) => expect(() => propertiesOf(given)).toThrow(says));
});
