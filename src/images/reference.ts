/** A container image reference, taken apart: `registry.example/team/app:1.2@sha256:…`. */
export interface ImageReference {
  /** Registry host with its port, or undefined where the reference names none. */
  readonly registry?: string;
  /** Path within the registry: `team/app`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

const REPOSITORY = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Takes a reference apart by the rules of the distribution specification. Throws an Error that says what is wrong and what to write. */
export function parseImage(text: string): ImageReference {
  const fail = (what: string): never => {
    throw new Error(`image '${text}' ${what}. Write for instance 'registry.example/app:1.2.3' or 'app:1.2.3@sha256:<64 hexadecimal digits>'.`);
  };
  if (text.trim() !== text || text === '') return fail(text === '' ? 'is empty' : 'has white space around it');
  if (/^[a-z]+:\/\//.test(text)) return fail('is a URL; a reference has no scheme');
  const [rest, digest, ...more] = text.split('@');
  if (more.length > 0) return fail("has more than one '@'");
  if (digest !== undefined && !DIGEST.test(digest)) return fail(`has a digest that is not sha256: '${digest}'`);
  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  // The first part is a host where it could not be a folder: it has a dot or a port, or is localhost.
  const registry = /[.:]/.test(first) || first === 'localhost' ? first : undefined;
  const path = registry === undefined ? rest : rest.slice(slash + 1);
  const colon = path.lastIndexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  if (!REPOSITORY.test(repository)) return fail(`has an illegal repository name '${repository}'`);
  if (tag !== undefined && !TAG.test(tag)) return fail(`has an illegal tag '${tag}'`);
  return { ...(registry ? { registry } : {}), repository, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}

/** `registry/name:tag@digest`, leaving out what is not known. */
export function formatImage(image: ImageReference): string {
  return `${image.registry ? `${image.registry}/` : ''}${image.repository}${image.tag ? `:${image.tag}` : ''}${image.digest ? `@${image.digest}` : ''}`;
}
