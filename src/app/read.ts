import { ApiObject, App } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isManifestObject } from '../manifest/object';
import { JudgedObject } from '../posture/check';
import { AppError } from './app-error';

/**
 * Every object below `root` as the cluster will get it, JSON patches and overrides included, with the path of its construct.
 * Validations run once for the whole tree: `chart.toJson()` would run them once per chart, and skips nested charts.
 */
export function readObjects(root: IConstruct, options: { readonly validate: boolean }): JudgedObject[] {
  const nodes = root.node.findAll();
  if (options.validate) {
    const problems = nodes.flatMap(node => node.node.validate().map(problem => withPath(node, problem)));
    if (problems.length > 0) throw new AppError(`The app is not valid:\n${problems.map(problem => `  - ${problem}`).join('\n')}`);
  }
  const problems: string[] = [];
  const objects = nodes.filter(ApiObject.isApiObject).flatMap((node): JudgedObject[] => {
    try {
      const object: unknown = node.toJson();
      if (isManifestObject(object)) return [{ object, construct: constructPath(node) }];
      problems.push(withPath(node, "is no Kubernetes object: it needs 'apiVersion' and 'kind'"));
    } catch (error) {
      problems.push(withPath(node, (error as Error).message));
    }
    return [];
  });
  if (problems.length > 0) throw new AppError(`The app cannot be written:\n${[...new Set(problems)].map(problem => `  - ${problem}`).join('\n')}`);
  return objects;
}

/** The construct that a reader of the app's code knows: `shop/cart`, not `shop/cart/Resource`. */
export function constructPath(node: IConstruct): string {
  return node.node.path.replace(/\/(Resource|Default)$/, '') || '(app)';
}

/** The App at the root; an error names what was given instead. */
export function rootApp(scope: IConstruct): App {
  const { root } = scope.node;
  if (!(root instanceof App)) throw new AppError(`${constructPath(scope)}: its root is no cdk8s App. Declare it in the scope of an App or HardenedApp.`);
  return root;
}

function withPath(node: IConstruct, problem: string): string {
  const path = constructPath(node);
  return problem.startsWith(path) ? problem : `${path}: ${problem}`;
}
