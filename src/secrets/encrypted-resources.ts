/** What covers Secrets. */
const SECRETS = ['secrets', '*.', '*.*'];

/** Throws where the API server would refuse the list, or Secrets are not among it. Nothing is named twice, by a wildcard neither: only one rule could hold. */
export function checkEncryptedResources(resources: readonly string[], where: string): void {
  const fail = (problem: string, instead: string) => { throw new Error(`${where}: resources ${problem}. ${instead}`); };
  for (const name of resources) {
    if (name === '*') fail("has '*', which the API server refuses", "Write '*.' for the core group, or '*.*' for all.");
    if (!/^([a-z0-9-]+(\.[a-z0-9.-]+)?|\*\.[a-z0-9.*-]*)$/.test(name)) fail(`has '${name}', which is no resource`, "Write its plural name and its group, in small letters: 'secrets', 'widgets.example.com', '*.example.com'.");
    if (/\.events\.k8s\.io$|^\*\.(apiextensions|extensions)|\.extensions$/.test(name)) fail(`has '${name}', which is never encrypted`, 'Leave it out.');
    const other = resources.find(each => each !== name && covers(each, name));
    if (other !== undefined) fail(`has '${name}' and '${other}', which is that too`, 'Leave one out.');
  }
  if (new Set(resources).size < resources.length) fail('names something twice', 'Leave one out.');
  if (!resources.some(name => SECRETS.includes(name))) fail('leaves Secrets in plain text', "Add 'secrets'.");
}

/** Whether the wildcard is for the other too: `*.` for `secrets`, `*.example.com` for `widgets.example.com`, `*.*` for everything. */
function covers(wildcard: string, name: string): boolean {
  if (!wildcard.startsWith('*.')) return false;
  const group = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '';
  return wildcard === '*.*' || wildcard.slice(2) === group;
}
