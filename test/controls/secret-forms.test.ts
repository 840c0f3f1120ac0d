import { FORMS } from '../../src/controls/secret-forms';
import { knownForm } from '../../src/controls/secret-texts';

// Put together here, so that no text of this repository has the form of a credential.
const a = (length: number, of = 'a') => of.repeat(length);
const key = (kind: string) => ['-----BEGIN', `${kind}PRIVATE`, 'KEY'].join(' ');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const MIXED = 'Ab1'.repeat(8);

/** Each form: a text that has it, and one that nearly has. */
const EXAMPLES: [name: string, is: string, isNot: string][] = [
  ['a private key', `${key('RSA ')}-----`, '-----BEGIN RSA PUBLIC KEY-----'],
  ['a private key', `${key('PGP ')} BLOCK-----`, '-----BEGIN PGP PUBLIC KEY BLOCK-----'],
  ...['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '].map((kind): [string, string, string] => ['a private key in base64', base64(`${key(kind)}-----\n${a(40)}`), base64(`-----BEGIN CERTIFICATE-----\n${a(40)}`)]),
  ['a PuTTY private key', ['PuTTY-User-Key', 'File-3: ssh-ed25519'].join('-'), 'PuTTY-User-Key-Folder-3: ssh'],
  ['an age key', ['AGE-SECRET', `KEY-1${a(58, 'Q')}`].join('-'), `age1${a(58, 'q')}`],
  ['an AWS access key', `AKIA${a(16, 'A')}`, `AKIA${a(15, 'A')}`],
  ['an Azure storage key', `AccountName=shop;AccountKey=${a(86)}==`, `AccountName=shop;AccountKey=${a(20)}`],
  ['an Azure client secret', `${a(3)}8Q~${a(34)}`, `${a(3)}6Q~${a(34)}`],
  ['a Google API key', `AIza${a(35)}`, `AIza${a(34)}`],
  ['a Google OAuth secret', `GOCSPX-${a(28)}`, `GOCSPX-${a(27)}`],
  ['a DigitalOcean token', `dop_v1_${a(64)}`, `dop_v1_${a(63)}`],
  ['a GitHub token', `ghp_${a(36)}`, `ghp_${a(35)}`],
  ['a GitHub token', `github_pat_${a(22)}`, `github_pat_${a(21)}`],
  ['a GitLab token', `glpat-${a(20)}`, `glpat-${a(19)}`],
  ['an Atlassian token', `ATATT3${a(60)}`, `ATATT3${a(59)}`],
  ['a Docker Hub token', `dckr_pat_${a(27)}`, `dckr_pat_${a(10)}`],
  ['a registry login', `{"auths":{"registry.example":{"auth":"${base64('user:password')}"}}}`, '{"auths":{"registry.example":{}}}'],
  ['a registry login', `{"auths":{"registry.example":{"username":"u","auth":"${base64('user:password')}"}}}`, '{"auth":"none"}'],
  ['an npm token', `npm_${a(36)}`, `npm_${a(35)}`],
  ['a PyPI token', `pypi-AgE${a(50)}`, `pypi-AgE${a(49)}`],
  ['a RubyGems token', `rubygems_${a(48)}`, `rubygems_${a(47)}`],
  ['a Vault token', `hvs.${a(24)}`, `hvs.${a(19)}`],
  ['a Vault token', `hvb.${a(24)}`, `hvx.${a(24)}`],
  ['a Vault token', `s.${MIXED}`, `s.${MIXED.slice(1)}`],
  ['a Vault token', `b.${a(80)}1${a(20)}`.replace(/^b\.a/, 'b.1'), `b.${a(24)}`],
  ['a Vault unseal or recovery key', `Unseal Key 1: ${a(43)}=`, 'Unseal Key 1: (hidden)'],
  ['a Terraform token', `${a(14)}.atlasv1.${a(67)}`, `${a(14)}.atlasv1.${a(10)}`],
  ['a Pulumi token', `pul-${a(40)}`, `pul-${a(39)}`],
  ['a Databricks token', `dapi${a(32)}`, `dapi${a(31)}`],
  ['a Slack token', `xoxb-${a(12)}`, `xoxb-${a(9)}`],
  ['a Slack token', `xapp-1-${a(11, 'A')}-${a(12)}`, `xapp-1-${a(11)}`],
  ['a Slack webhook', `https://hooks.slack.com/services/${a(9, 'T')}/${a(9, 'B')}/${a(24)}`, 'https://hooks.slack.com/services/'],
  ['a Discord webhook', `https://discord.com/api/webhooks/${a(18, '1')}/${a(68)}`, `https://discord.com/api/webhooks/${a(18, '1')}`],
  ['a Telegram bot token', `${a(10, '1')}:AA${a(33)}`, `${a(10, '1')}:AA${a(32)}`],
  ['a Twilio key', `SK${a(32)}`, `SK${a(31)}`],
  ['a SendGrid key', `SG.${a(22)}.${a(43)}`, `SG.${a(22)}`],
  ['a Stripe key', `sk_live_${a(20)}`, `sk_live_${a(15)}`],
  ['a Stripe key', `whsec_${a(32)}`, `whsec_${a(31)}`],
  ['a Square token', `sq0atp-${a(22)}`, `sq0atp-${a(21)}`],
  ['a Shopify token', `shpat_${a(32)}`, `shpat_${a(31)}`],
  ['a Grafana token', `glsa_${a(32)}_${a(8)}`, `glsa_${a(32)}_${a(7)}`],
  ['a New Relic key', `NRAK-${a(27, 'A')}`, `NRAK-${a(10, 'A')}`],
  ['a Sentry token', `sntrys_${a(40)}`, `sntrys_${a(39)}`],
  ['a Hugging Face token', `hf_${a(34)}`, `hf_${a(29)}`],
  ['an OpenAI key', `sk-proj-${a(40)}`, `sk-proj-${a(39)}`],
  ['an OpenAI key', `sk-${a(20)}T3BlbkFJ${a(20)}`, `sk-${a(48)}`],
  ['an Anthropic key', `sk-ant-api03-${a(40)}`, `sk-ant-api03-${a(39)}`],
  ['an authorization header', `Authorization: Bearer ${a(8)}`, 'Authorization: Bearer $TOKEN'],
  ['an authorization header', `proxy_set_header Authorization "Basic ${base64('user:pw')}";`, 'proxy_set_header Authorization "";'],
  ['a JSON Web Token', `eyJ${a(12)}.eyJ${a(12)}.${a(12)}`, `eyJ${a(12)}.eyJ${a(12)}`],
];

test.each(EXAMPLES)('%s: %#', (name, is, isNot) => {
  expect(knownForm(`before ${is} after`)).toMatchObject({ because: `has the form of ${name}` });
  expect(knownForm(is)?.because).toBe(`has the form of ${name}`);
  expect(knownForm(`before ${isNot} after`)).toBeUndefined();
});

test('no form is without an example', () => {
  expect([...new Set(FORMS.map(({ name }) => name))].filter(name => !EXAMPLES.some(([example]) => example === name))).toEqual([]);
});

test.each(EXAMPLES)('of %s at most two characters are told: %#', (_, is) => {
  const { hint } = knownForm(is)!;
  expect(hint).toMatch(/^('..…', )?\d+ characters$/s);
});

// What looks alike, from the trees that others publish.
test.each([
  'this.s.getOwnPropertyDescriptors1(x)', 's.someMinifiedFunctionNameHere()', 'const b.aVeryLongMemberOfAnObject1 = 1', `sha256:${a(64)}`, `checksum/config: ${a(64, '0')}`,
  'quay.io/argoproj/argocd:v3.5.7', '11111111:AAAA', 'sk-learn', 'hf_transfer', base64('{"some":"json that is long enough"}'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI',
])('%s is nothing known', text => {
  expect(knownForm(text)).toBeUndefined();
});

test.each(['a', '1', 'A', '-', '.', 'eyJ', 's.', 'AccountKey=', '"auth":"', '"auths":{"', 'Authorization ', 'Unseal Key 1: ', 'SG.a.', ':AA', '8Q~', '.atlasv1.', '-----BEGIN ', 'dapi', 'a1.'])(
  'a megabyte of %s is read in no time', text => {
    const started = performance.now();
    knownForm(text.repeat(1_000_000 / text.length));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
