import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adoptBoutique } from './boutique';
import { platform } from './platform';
import { HardenedApp } from 'cdk8s-hardened';
import { findingsOf } from 'cdk8s-hardened/testing';

const read = (file: string): string => readFileSync(join(__dirname, file), 'utf8');
const upstream = read('upstream.yaml');
const README = read('README.md');

function adopted(): { app: HardenedApp; report: ReturnType<typeof adoptBoutique> } {
  const app = new HardenedApp({ platform, quiet: true, profile: 'restricted' });
  return { app, report: adoptBoutique(app) };
}

describe('the adopted boutique', () => {
  it('is refused by Pod Security as it is published', () => expect(upstream).not.toComplyWith('restricted'));

  it('is admitted under restricted once hardened', () => expect(adopted().app).toComplyWith('restricted'));

  it('leaves one thing to decide', () => {
    expect(adopted().report.gaps.map(({ object, pointer }) => `${object} ${pointer}`)).toEqual(['Deployment boutique/redis-cart /spec/template/spec/serviceAccountName']);
  });

  it('keeps every object, name, selector and port that was published', () => {
    const { app } = adopted();
    const yaml = app.synthYaml();
    for (const name of [...upstream.matchAll(/^ {2}name: (\S+)$/gm)].map(match => match[1])) expect(yaml).toContain(`name: ${name}\n`);
  });

  it.each([
    ['as published', () => findingsOf(upstream, { profile: 'restricted' }).length, () => findingsOf(upstream, { profile: 'hardened' }).length],
    ['hardened', () => findingsOf(adopted().app, { profile: 'restricted' }).length, () => findingsOf(adopted().app, { profile: 'hardened' }).length],
  ])('has as many findings %s as its README says', (title, restricted, hardened) => {
    expect(README).toContain(`| ${title} | ${restricted()} | ${hardened()} |`);
  });
});
