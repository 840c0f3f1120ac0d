import { ApiObject, App, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { constructPath, readObjects } from '../../src/app/read';

describe('readObjects', () => {
  it('reads nested charts too, each object with the path of its construct', () => {
    const app = new App();
    const inner = new Chart(new Chart(app, 'outer'), 'inner', { namespace: 'shop' });
    new ApiObject(new Construct(inner, 'cart'), 'Resource', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cart' } });
    expect(readObjects(app).map(({ construct, object }) => [construct, object.metadata])).toEqual([
      ['outer/inner/cart', { name: 'cart', namespace: 'shop' }],
    ]);
  });

  it('gathers every problem of the app in one error', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    for (const id of ['a', 'b']) {
      new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', data: Lazy.any({ produce: () => { throw new Error(`${id} is wrong`); } }) });
    }
    expect(() => readObjects(app)).toThrow('The app cannot be written:\n  - shop/a: a is wrong\n  - shop/b: b is wrong');
  });

  it('does not repeat a path that the message begins with', () => {
    const chart = new Chart(new App(), 'shop');
    chart.node.addValidation({ validate: () => ['shop: is closed'] });
    expect(() => readObjects(chart)).toThrow('  - shop: is closed');
  });
});

describe('constructPath', () => {
  it('leaves out the id under which the main object of a construct stands', () => {
    const chart = new Chart(new App(), 'shop');
    expect([chart, new Construct(new Construct(chart, 'cart'), 'Resource')].map(constructPath)).toEqual(['shop', 'shop/cart']);
  });
});
