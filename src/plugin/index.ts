export { HardenedValidation } from './hardened-validation';
