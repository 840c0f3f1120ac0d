/** Tells texts that are data of people: bank accounts and payment cards by their check digits, and what stands under such a name. */

const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const CARD = /(?<![\d.-])(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|3[47]\d{2}|6(?:011|5\d{2}))(?:[ -]?\d{4}){2}[ -]?\d{3,4}(?![\d.-])/g;
/** Names under which a person's data stand, at the end of a key. */
const NAMES = /(^|[_.-])(iban|bic|ssn|social_?security(_?number)?|tax_?id|passport(_?number)?|date_?of_?birth|birth_?date|phone(_?number)?|mobile(_?number)?|home_?address|private_?mail)$/i;

/** Why the text is probably somebody's data; undefined where it is not. Never the text itself. */
export function personalData(key: string, text: string): string | undefined {
  if (NAMES.test(key.replace(/([a-z0-9])([A-Z])/g, '$1_$2')) && /\d{4}|@/.test(text)) return `stands under the name ${key}`;
  if ([...text.matchAll(IBAN)].some(([found]) => isIban(found.replace(/ /g, '')))) return 'holds an IBAN';
  if ([...text.matchAll(CARD)].some(([found]) => passesLuhn(found.replace(/[ -]/g, '')))) return 'holds the number of a payment card';
  return undefined;
}

/** ISO 13616: the country and the check digits go to the end, letters become numbers, and the remainder by 97 is 1. */
function isIban(text: string): boolean {
  const digits = (text.slice(4) + text.slice(0, 4)).replace(/[A-Z]/g, letter => String(letter.charCodeAt(0) - 55));
  return text.length >= 15 && BigInt(digits) % 97n === 1n;
}

function passesLuhn(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits) || digits.length < 15) return false;
  const sum = [...digits].reverse().map(Number).reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
}
