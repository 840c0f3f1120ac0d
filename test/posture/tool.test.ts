import { tool } from '../../src/posture/tool';

test('the tool is the package', () => expect(tool()).toEqual({ name: 'cdk8s-hardened', version: expect.stringMatching(/^\d+\.\d+\.\d+/) }));
