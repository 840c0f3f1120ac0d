import { AREAS, CONTROLS } from '../../src/controls/catalogue';
import { controlsMarkdown } from '../../src/controls/markdown';

const page = controlsMarkdown();

test('each area has its table, and each control one row and one section', () => {
  expect([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([...AREAS.map(({ title }) => title), 'Each control']);
  expect([...page.matchAll(/^\| \[([a-z0-9-]+)\]\(#\1\) /gm)].map(([, id]) => id)).toEqual(CONTROLS.map(({ id }) => id));
  expect([...page.matchAll(/^### (.*)$/gm)].map(([, id]) => id)).toEqual(CONTROLS.map(({ id }) => id).sort());
});

test('a section says why, what to write, and what others call it', () => {
  expect(/### run-as-non-root\n([^]*?)\n###/.exec(page)![1].trim().split('\n\n')).toEqual([
    '**Containers run as a non-root user.** A process that is root in the container is one fault of the kernel away from root on the node.',
    'Set securityContext.runAsNonRoot: true on the pod, and nowhere false.',
    expect.stringMatching(/^Standards — Pod Security Standards: restricted · CIS Kubernetes Benchmark 1\.7 to 1\.10: 5\.2\.7 · /),
    expect.stringMatching(/^Other tools — Trivy: KSV-0012 · /),
  ]);
  expect(page).not.toMatch(/undefined /);
});
