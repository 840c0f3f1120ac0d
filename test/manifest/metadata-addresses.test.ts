import { contains, parseRange } from '../../src/manifest/addresses';
import { METADATA_ADDRESSES, METADATA_RANGES } from '../../src/manifest/metadata-addresses';

it.each(METADATA_ADDRESSES)('%s lies in a range that is cut out', address => {
  expect(METADATA_RANGES.some(range => contains(parseRange(range)!, parseRange(address)!))).toBe(true);
});

it('needs its broken twin: an ordinary address lies in none', () => {
  expect(METADATA_RANGES.some(range => contains(parseRange(range)!, parseRange('203.0.113.7')!))).toBe(false);
});
