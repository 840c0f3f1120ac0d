import { html } from '../../../src/cli/formats/html';
import { json } from '../../../src/cli/formats/json';
import { markdown } from '../../../src/cli/formats/markdown';
import { pretty } from '../../../src/cli/formats/pretty';
import { CONTAINER_RISK_BLIND_SPOTS } from '../../../src/controls/container-risk-blind-spots';
import { hardenedYaml, resultOf, run, SIGNED, SINGLE, WRITABLE } from '../harness';

const result = resultOf(hardenedYaml([SINGLE, WRITABLE]), { waivers: [SIGNED] }, { showsCoverage: true });

it.each([
  ['pretty', [...pretty(result, false)].join('')], ['markdown', [...markdown(result)].join('')], ['html', [...html(result)].join('')], ['json', [...json(result)].join('')],
])('%s says of each risk what was judged, and what no manifest shows', (_, text) => {
  for (const [risk, unseen] of Object.entries(CONTAINER_RISK_BLIND_SPOTS)) {
    expect(text).toMatch(new RegExp(`\\b${risk}\\b`));
    expect(text).toContain(unseen);
  }
});

test('pretty, in a line each', () => {
  expect([...pretty(result, false)].join('')).toMatch(/\nC3 {2}Overly permissive container +\d+ +\d+ {2}1 medium\n {4}not shown by manifests: .*\n[^]*\nC9 {2}Misconfigured orchestration +\d+ +\d+ {2}0; 1 waived\n/);
});

test('markdown, folded', () => {
  expect([...markdown(result)].join('')).toMatch(/<details><summary>Coverage of the ten container risks, and what manifests alone cannot show<\/summary>\n\n\| risk \| controls \| applied \| critical \/ high \/ medium \/ low \| waived \|.*\n\|---\|---\|---\|---\|---\|---\|\n\| C1 Insecure supply chain \| \d+ \| \d+ \| 0 \/ 0 \/ 0 \/ 0 \| 0 \|/);
});

test.each([
  ['is not in a short answer', [], false], ['is there on demand', ['--coverage'], true], ['is there under the profile of the risks', ['--profile', 'container-risks'], true],
])('pretty: the table %s', (_, args, isThere) => {
  expect(run(['check', '@a.yaml', ...args], { 'a.yaml': hardenedYaml() }).out.includes('not shown by manifests: ')).toBe(isThere);
});
