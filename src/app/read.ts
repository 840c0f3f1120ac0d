import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AppError } from './app-error';
import { JudgedObject } from '../controls/manifest-set';
import { groupKind } from '../manifest/kinds';
import { isManifestObject } from '../manifest/object';

/** An object of the app, and the node that writes it. */
export interface ReadObject extends JudgedObject {
  readonly node: ApiObject;
  readonly construct: string;
  /** Set where the app said so of its kind. */
  readonly clusterScoped?: boolean;
}

/**
 * Every object below `root` as the cluster will get it, JSON patches and overrides included, with the path of its construct.
 * Validations run once for the whole tree: `chart.toJson()` would run them once per chart, and skips nested charts.
 */
export function readObjects(root: IConstruct, clusterScopedKinds: readonly string[] = []): ReadObject[] {
  const inCluster = new Set(clusterScopedKinds);
  const nodes = root.node.findAll();
  throwProblems('is not valid', nodes.flatMap(node => node.node.validate().map(problem => withPath(node, problem))));
  const problems: string[] = [];
  const objects = nodes.filter(ApiObject.isApiObject).flatMap((node): ReadObject[] => {
    try {
      const object: unknown = node.toJson();
      if (isManifestObject(object)) {
        return [{ node, object, construct: constructPath(node), ...(inCluster.has(groupKind(object.apiVersion, object.kind)) && { clusterScoped: true }) }];
      }
      problems.push(withPath(node, "is no Kubernetes object: it needs 'apiVersion' and 'kind'"));
    } catch (error) {
      problems.push(withPath(node, (error as Error).message.replace(CDK8S_WRAPPING, '')));
    }
    return [];
  });
  throwProblems('cannot be written', problems);
  return objects;
}

/** The construct that a reader of the app's code knows: `shop/cart`, not `shop/cart/Resource`. */
export function constructPath(node: IConstruct): string {
  return node.node.path.replace(/\/(Resource|Default)$/, '') || '(app)';
}

// cdk8s wraps what a Lazy throws, path and name and all, which stand in our own messages already.
const CDK8S_WRAPPING = /^Failed serializing construct at path '[^']*' with name '[^']*': (Error: )?/;

function withPath(node: IConstruct, problem: string): string {
  const path = constructPath(node);
  return problem.startsWith(path) ? problem : `${path}: ${problem}`;
}

function throwProblems(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new AppError(`The app ${what}:\n${[...new Set(problems)].map(problem => `  - ${problem}`).join('\n')}`);
}
