import { App } from 'cdk8s';
import { Platform, PodSecurityLevel } from '../../src';
import { admissionConfiguration } from '../../src/guardrails/admission-configuration';

const file = (level: PodSecurityLevel, exemptNamespaces: string[] = []) => admissionConfiguration(Platform.of(new App()), level, exemptNamespaces);

it('holds namespaces without labels, and leaves out those that are exempt', () => {
  expect(file(PodSecurityLevel.RESTRICTED, ['kube-system', 'kube-public'])).toMatchSnapshot();
});

it('what is weaker is warned of and audited whatever is admitted', () => {
  const { content } = file(PodSecurityLevel.PRIVILEGED);
  expect(content).toContain('enforce: privileged\n');
  expect(content).toContain('audit: restricted\n');
  expect(content).toContain('warn: restricted\n');
  expect(content).toContain('namespaces: []\n');
});
