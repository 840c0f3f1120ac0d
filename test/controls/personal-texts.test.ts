import { personalData } from '../../src/controls/personal-texts';

test.each([
  ['payee', 'DE89370400440532013000', 'holds an IBAN'], ['payee', 'GB82 WEST 1234 5698 7654 32', 'holds an IBAN'], ['payee', 'DE89370400440532013001', undefined],
  ['note', '4111-1111-1111-1111', 'holds the number of a payment card'], ['note', '378282246310005', 'holds the number of a payment card'], ['note', '4111111111111112', undefined], ['note', '0000000000000000', undefined],
  ['customer_phone', '+49 30 901820', 'stands under the name customer_phone'], ['homeAddress', 'Street 1, 10115 Berlin', 'stands under the name homeAddress'],
  ['phone', 'none', undefined], ['headphone.volume', '1234', undefined], ['serial', '1700000000000', undefined], ['', '', undefined],
])('%s: %s', (key, text, reason) => {
  expect(personalData(key, text)).toBe(reason);
});
