import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { WaiverProps, Waivers, waiversOf } from '../../src/waivers/waivers';

const SIGNED: WaiverProps = { reason: 'One writer.', owner: 'team-shop', expires: '2099-06-30' };
const ROOT = 'run-as-non-root';
const USER = 'run-as-user-high';

function tree(): { app: App; shop: Chart; cart: Construct } {
  const app = new App();
  const shop = new Chart(app, 'shop');
  return { app, shop, cart: new Construct(shop, 'cart') };
}

it('finds every waiver of a tree, by construct and control, whatever the order in which they came', () => {
  const { app, shop, cart } = tree();
  Waivers.add(cart, USER, SIGNED);
  Waivers.add(cart, ROOT, SIGNED);
  Waivers.add(shop, ROOT, { ...SIGNED, ticket: 'SEC-1' });
  expect(waiversOf(app)).toEqual([
    { construct: shop, control: ROOT, ...SIGNED, ticket: 'SEC-1' },
    { construct: cart, control: ROOT, ...SIGNED },
    { construct: cart, control: USER, ...SIGNED },
  ]);
});

it('finds those of a subtree alone', () => {
  const { shop, cart } = tree();
  Waivers.add(shop, ROOT, SIGNED);
  expect(waiversOf(cart)).toEqual([]);
});

it('holds for one container where one is named', () => {
  const { app, cart } = tree();
  Waivers.add(cart, ROOT, { ...SIGNED, container: 'proxy' });
  Waivers.add(cart, ROOT, { ...SIGNED, container: 'server' });
  expect(waiversOf(app).map(({ container }) => container)).toEqual(['proxy', 'server']);
});

it('never changes what it was given', () => {
  const { cart } = tree();
  const props = Object.freeze({ ...SIGNED });
  expect(() => Waivers.add(cart, ROOT, props)).not.toThrow();
});

it.each<[string, string, Partial<WaiverProps>, string]>([
  ['an unknown control', 'run-as-nonroot', {}, "shop/cart: waives 'run-as-nonroot', which is no control. Did you mean 'run-as-non-root'"],
  ['no reason', ROOT, { reason: ' ' }, "shop/cart: waives 'run-as-non-root' without a reason. Say in 'reason' why the weaker setting is needed."],
  ['no owner', ROOT, { owner: '' }, "shop/cart: waives 'run-as-non-root' without an owner. Name in 'owner' the team that answers for it."],
  ['a day that does not exist', ROOT, { expires: '2027-02-30' }, "shop/cart: waives 'run-as-non-root' until '2027-02-30', which is no date. Write 'expires' as YYYY-MM-DD, for instance '2027-01-31'."],
])('refuses %s at the call', (_, control, change, message) => {
  const { app, cart } = tree();
  expect(() => Waivers.add(cart, control, { ...SIGNED, ...change })).toThrow(message);
  expect(waiversOf(app)).toEqual([]);
});

it('names every problem at once', () => {
  const { cart } = tree();
  expect(() => Waivers.add(cart, ROOT, { reason: '', owner: '', expires: 'soon' })).toThrow(/without a reason[^]*\nshop\/cart: waives[^]*without an owner[^]*\nshop\/cart: waives[^]*which is no date/);
});

it('refuses one control twice', () => {
  const { cart } = tree();
  Waivers.add(cart, ROOT, SIGNED);
  expect(() => Waivers.add(cart, ROOT, SIGNED)).toThrow(new Error("shop/cart: waives 'run-as-non-root' twice. Keep one."));
});

it('says (app) where the app itself is waived', () => {
  expect(() => Waivers.add(new App(), ROOT, { ...SIGNED, owner: '' })).toThrow(/^\(app\): waives/);
});
