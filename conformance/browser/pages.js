// The pages under test: real reports from the compiled library, and twins of them that are broken on purpose.
const { spawnSync } = require('node:child_process');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const HOSTILE = '</summary><script>document.title = "run"</script><img src=x onerror="document.title = 1">';
const BOUTIQUE = join(root, 'examples', 'adopt-existing', 'upstream.yaml');

/** `check --format html` of the files, as a page in the folder. */
function report(folder, name, ...args) {
  const page = join(folder, `${name}.html`);
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'cdk8s-hardened'), 'check', '--format', 'html', '--output', page, ...args], { encoding: 'utf8', cwd: root });
  if (status !== 0 && status !== 1) throw new Error(`${name}: check ended with ${status}: ${stderr}`);
  return page;
}

/** Paths of the pages by name. */
function writePages(folder) {
  mkdirSync(folder, { recursive: true });
  const file = (name, text) => { writeFileSync(join(folder, name), text); return join(folder, name); };
  const waivers = file('waivers.yaml', [
    ['replicas-minimum', 'Deployment', 'redis-cart', 'One <writer> only.'],
    ['service-load-balancer', 'Service', 'frontend-external', 'The way in.'],
  ].map(([control, kind, name, reason]) => `- { control: ${control}, object: { kind: ${kind}, name: ${name} }, reason: '${reason}', owner: team-shop, expires: '${inDays(100)}' }\n`).join(''));
  const hostile = file('hostile.yaml', JSON.stringify({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: HOSTILE, namespace: HOSTILE },
    spec: { hostPID: true, containers: [{ name: HOSTILE, image: HOSTILE, securityContext: { privileged: true } }] },
  }, undefined, 2));
  const spread = file('spread.yaml', readFileSync(BOUTIQUE, 'utf8')
    .replace(/(name: (?:cartservice|redis-cart)\n)(?=spec|\s+labels)/g, '$1  namespace: cart\n'));
  const boutique = report(folder, 'boutique', '--waivers', waivers, BOUTIQUE);
  return {
    boutique,
    namespaces: report(folder, 'namespaces', spread),
    few: report(folder, 'few', '--only', 'service-load-balancer', BOUTIQUE),
    hostile: report(folder, 'hostile', hostile),
    broken: file('broken.html', broken(readFileSync(boutique, 'utf8'))),
  };
}

/** A page with a fault of each sort that the judge must notice: it calls home, an error, an unnamed control, faint text, too wide, open only by script. */
function broken(text) {
  return text
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
    .replace('<h2 id="summary-title">', '<img src="http://127.0.0.1:9/beacon"><input type="text"><p style="color: #bbb; background: #fff">faint</p><div style="width: 900px">wide</div><h2 id="summary-title">')
    .replace('<script>', '<script>throw new Error("broken on purpose")</script><script>')
    .replaceAll('<details', '<details style="display: none"');
}

function inDays(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

module.exports = { HOSTILE, writePages };
