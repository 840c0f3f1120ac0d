import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const port = (containerPort: number): Change => ({ at: 'container/ports/0/containerPort', to: containerPort });
const onWindows = (options: object | undefined): Change[] => [{ at: 'pod/os', to: { name: 'windows' } }, { at: 'pod/securityContext/windowsOptions', to: options }];
const env = (name: string): Change => ({ at: 'container/env', to: [{ name, value: 'x' }] });
const NO_USER = "container 'cart': securityContext.windowsOptions.runAsUserName names no user, or ContainerAdministrator";

describe('a process is started as it should not be', () => {
  expectBrokenTwins([
    ['sudo-in-command', 'as root after all', { at: 'container/command', to: ['sudo', 'serve'] }, "container 'cart': command calls sudo"],
    ['sudo-in-command', 'as root after all, in a shell', { at: 'container/args', to: ['-c', 'cd /; /usr/bin/sudo serve'] }, "container 'cart': args calls sudo"],
    ['ssh-port-exposed', 'for SSH', port(22), "container 'cart': port 22 is that of SSH"],
    ['ssh-port-exposed', 'for SSH, by a Service', { in: 'Service/cart', at: '/spec/ports/0/port', to: 2222 }, 'port 2222 is that of SSH'],
    ['privileged-container-port', 'on a port of root', port(80), "container 'cart': listens on 80"],
    ['windows-run-as-username', 'as administrator', onWindows({ runAsUserName: 'ContainerAdministrator' }), NO_USER],
    ['windows-run-as-username', 'as whoever the image says', onWindows(undefined), NO_USER],
    ['cloud-workload-identity', 'with a key for ever', env('AWS_SECRET_ACCESS_KEY'), "container 'cart': env sets 'AWS_SECRET_ACCESS_KEY'"],
  ]);

  expectFine([
    ['sudo-in-command', 'a word that begins so', { at: 'container/args', to: ['--sudoers=none', 'pseudo serve'] }],
    ['ssh-port-exposed', 'UDP', [port(22), { at: 'container/ports/0/protocol', to: 'UDP' }]],
    ['privileged-container-port', 'port 1024', port(1024)],
    ['windows-run-as-username', 'a user', onWindows({ runAsUserName: 'ContainerUser' })],
    ['cloud-workload-identity', 'a region', env('AWS_REGION')],
  ]);
});
