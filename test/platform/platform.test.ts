import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import {
  CpuLimits, Delivery, IdAssignment, ImagePullPolicy, IpFamily, Naming, PlatformPreset, Reloader,
} from '../../src/platform/choices';
import { NEWEST_MINOR, OLDEST_MINOR } from '../../src/platform/features';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { PLATFORM_DEFAULTS } from '../../src/platform/presets';
import { ServiceMesh, ServiceMeshKind } from '../../src/platform/service-mesh';

const platformOf = (props: PlatformProps) => Platform.configure(new App(), props);

describe('a platform of which nothing was said', () => {
  it('has the documented defaults', () => {
    expect(Platform.of(new App())).toMatchObject({
      preset: PlatformPreset.VANILLA,
      kubernetesVersion: '1.34',
      minor: 34,
      hasMesh: false,
      secretBackend: undefined,
      dnsNamespace: 'kube-system',
      dnsPodLabels: { 'k8s-app': 'kube-dns' },
      dnsPort: 53,
      nodeLocalDnsAddress: undefined,
      apiServerAddresses: [],
      apiServerPort: 6443,
      nodeCidrs: [],
      registries: [],
      clusterDomain: 'cluster.local',
      ids: IdAssignment.FIXED,
      cpuLimits: CpuLimits.REQUIRED,
      ipFamilies: [IpFamily.IPV4],
      delivery: Delivery.APPLY,
      reloader: Reloader.NONE,
      imagePullPolicy: ImagePullPolicy.ALWAYS,
      naming: Naming.READABLE,
      waivers: {},
      ownerLabel: 'owner',
      nodes: { appArmor: false, userNamespaces: false, strictSupplementalGroups: false },
    });
  });

  it('takes an explicit undefined for unsaid, at every depth', () => {
    const platform = platformOf({
      kubernetesVersion: undefined, dns: { port: undefined }, apiServer: { port: undefined }, nodes: { appArmor: undefined }, ids: undefined,
    });
    expect([platform.kubernetesVersion, platform.dnsPort, platform.apiServerPort, platform.nodes.appArmor, platform.ids]).toEqual(['1.34', 53, 6443, false, IdAssignment.FIXED]);
  });

  it('does not lend its lists', () => {
    Platform.of(new App()).apiServerAddresses.push('10.0.0.1/32');
    expect(PLATFORM_DEFAULTS.apiServer.addresses).toEqual([]);
  });
});

describe('presets', () => {
  it.each<[PlatformPreset, Partial<Platform>]>([
    [PlatformPreset.OPENSHIFT, {
      dnsNamespace: 'openshift-dns',
      dnsPodLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
      dnsPort: 5353,
      ids: IdAssignment.PLATFORM_ASSIGNED,
      apiServerPort: 6443,
    }],
    [PlatformPreset.EKS, { apiServerPort: 443, dnsNamespace: 'kube-system', ids: IdAssignment.FIXED }],
    [PlatformPreset.GKE, { apiServerPort: 443, nodeLocalDnsAddress: '169.254.20.10' }],
    [PlatformPreset.AKS, { apiServerPort: 443, nodeLocalDnsAddress: undefined }],
    [PlatformPreset.VANILLA, { apiServerPort: 6443 }],
  ])('%s fills in what it does differently', (preset, facts) => {
    expect(platformOf({ preset })).toMatchObject(facts);
  });

  it('give way to what is said, field by field', () => {
    const platform = platformOf({ preset: PlatformPreset.OPENSHIFT, dns: { port: 53 }, ids: IdAssignment.FIXED });
    expect([platform.dnsPort, platform.dnsNamespace, platform.ids]).toEqual([53, 'openshift-dns', IdAssignment.FIXED]);
  });

});

describe('one platform per app', () => {
  it('is found from anywhere below the root', () => {
    const app = new App();
    const platform = Platform.configure(app, { kubernetesVersion: '1.30' });
    expect(Platform.of(new Chart(new Chart(app, 'a'), 'b'))).toBe(platform);
    expect(Platform.of(new App())).not.toBe(platform);
  });

  it('is configured once', () => {
    const app = new App();
    Platform.configure(app, {});
    expect(() => Platform.configure(app, {})).toThrow(new Error('The platform of this app is already configured. Configure it once, before its first workload.'));
  });

  it('is not configured after something was made for the defaults', () => {
    const app = new App();
    Platform.of(new Chart(app, 'shop'));
    expect(() => Platform.configure(app, {})).toThrow(new Error('Platform.configure comes too late: something of this app was already made for the default platform. Call it right after the App is made.'));
  });

  it('is configured at the root', () => {
    expect(() => Platform.configure(new Chart(new App(), 'shop'), {})).toThrow(new Error('shop: the platform is a matter of the whole app. Call Platform.configure with the App itself.'));
  });
});

describe('versions', () => {
  it.each(['1.27', '1.37', '1', '1.34.1', 'v1.34', '1.034', '2.34', '', 'latest'])("'%s' is refused", version => {
    expect(() => platformOf({ kubernetesVersion: version })).toThrow(new Error(`platform.kubernetesVersion '${version}' is not supported. Write a minor version from '1.28' to '1.36', such as '1.34'.`));
  });

  it('every version between is taken', () => {
    for (let minor = OLDEST_MINOR; minor <= NEWEST_MINOR; minor++) expect(platformOf({ kubernetesVersion: `1.${minor}` }).minor).toBe(minor);
  });

  it.each<[string, keyof NonNullable<PlatformProps['nodes']>, string, number]>([
    ['1.29', 'appArmor', 'securityContext.appArmorProfile', 30],
    ['1.32', 'userNamespaces', 'spec.hostUsers', 33],
    ['1.32', 'strictSupplementalGroups', 'spec.securityContext.supplementalGroupsPolicy', 33],
  ])('%s has no %s', (kubernetesVersion, capability, field, since) => {
    expect(() => platformOf({ kubernetesVersion, nodes: { [capability]: true } })).toThrow(new Error(
      `platform.nodes.${capability}: ${field} is on by default from Kubernetes 1.${since}; the platform is ${kubernetesVersion}. Raise platform.kubernetesVersion to what the cluster runs, or leave this out.`));
    expect(platformOf({ kubernetesVersion: `1.${since}`, nodes: { [capability]: true } }).nodes[capability]).toBe(true);
  });
});

describe('a mistake', () => {
  const label = "must be lower-case letters, digits and '-', beginning and ending with a letter or digit";
  it.each<[PlatformProps, string]>([
    [{ ipFamilies: [] }, 'platform.ipFamilies is empty. Name at least one of IpFamily.IPV4 and IpFamily.IPV6, or leave it out.'],
    [{ ipFamilies: [IpFamily.IPV4, IpFamily.IPV4] }, 'platform.ipFamilies names IPv4 twice. Name each family once.'],
    [{ dns: { namespace: 'Kube' } }, `platform.dns.namespace 'Kube' ${label}. Write for instance 'kube-system'.`],
    [{ dns: { podLabels: {} } }, "platform.dns.podLabels is empty, which selects every pod of the namespace. Write the labels of the DNS pods, such as { 'k8s-app': 'kube-dns' }."],
    [{ dns: { podLabels: { 'a b': 'c' } } }, "platform.dns.podLabels 'a b: c' must have a name of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit. Write for instance { 'k8s-app': 'kube-dns' }."],
    [{ dns: { port: 0 } }, 'platform.dns.port 0 is no port. Write for instance 53.'],
    [{ apiServer: { port: 65536 } }, 'platform.apiServer.port 65536 is no port. Write for instance 6443.'],
    [{ clusterDomain: 'cluster.local.' }, "platform.clusterDomain 'cluster.local.' must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit. Write for instance 'cluster.local'."],
    [{ dns: { nodeLocalAddress: '169.254.20' } }, "platform.dns.nodeLocalAddress '169.254.20' is no address. Write for instance '169.254.20.10'."],
    [{ dns: { nodeLocalAddress: '169.254.20.10/32' } }, "platform.dns.nodeLocalAddress '169.254.20.10/32' is no address. Write for instance '169.254.20.10'."],
    [{ apiServer: { addresses: ['10.0.0.10'] } }, "platform.apiServer.addresses '10.0.0.10' is no CIDR range. Write for instance '10.0.0.10/32'."],
    [{ nodeCidrs: ['nodes'] }, "platform.nodeCidrs 'nodes' is no CIDR range. Write for instance '10.0.0.0/16'."],
    [{ waivers: { longestDays: -1 } }, 'platform.waivers.longestDays -1 is no number of days. Write for instance 90.'],
    [{ waivers: { ticketPattern: '([' } }, "platform.waivers.ticketPattern '([' is no regular expression. Write for instance '^SEC-[0-9]+$'."],
    [{ ownerLabel: 'a/b/c' }, "platform.ownerLabel 'a/b/c' must have at most one '/'. Write for instance 'owner' or 'example.com/owner'."],
  ])('%j is an error', (props, message) => {
    expect(() => platformOf(props)).toThrow(new Error(message));
  });
});

describe('registries', () => {
  it.each(['https://registry.example', 'registry.example/', 'myregistry', 'myregistry/team', '', 'Registry.Example', 'registry.example:99999', '*.example', 'a b', 'registry.example/Team'])(
    "'%s' is refused: no image would come from it, or from somewhere else", registry => {
      expect(() => platformOf({ registries: [registry] })).toThrow(new Error(`platform.registries '${registry}' is no registry: a host with a '.' or a port, in lower case, and a path if need be, without scheme and final '/'. Write for instance 'registry.example' or 'registry.example:5000/team'.`));
    });

  it.each(['registry.example', 'registry.example:5000', 'registry.example/team/apps', 'localhost', 'localhost:5000/x', 'docker.io', '10.0.0.1:5000', 'host:5000'])("'%s' is taken", registry => {
    expect(platformOf({ registries: [registry] }).registries).toEqual([registry]);
  });
});

describe('a choice that is none', () => {
  it.each([
    ['preset', 'eks2', "'vanilla', 'openshift', 'eks', 'gke', 'aks'"],
    ['ids', 'none', "'fixed', 'platform-assigned'"],
    ['cpuLimits', 'REQUIRED', "'required', 'optional', 'forbidden'"],
    ['delivery', 'argocd', "'argo-cd', 'flux', 'apply'"],
    ['reloader', 'yes', "'none', 'stakater'"],
    ['imagePullPolicy', 'Never', "'Always', 'IfNotPresent'"],
    ['naming', 'kebab', "'readable', 'cdk8s'"],
  ])("%s '%s' is refused, and does not count as another", (field, value, choices) => {
    expect(() => platformOf({ [field]: value } as PlatformProps)).toThrow(new Error(`platform.${field} '${value}' is unknown. Write one of ${choices}.`));
  });

  it('so are address families', () => {
    expect(() => platformOf({ ipFamilies: ['ipv4' as IpFamily] })).toThrow(new Error("platform.ipFamilies 'ipv4' is unknown. Write one of 'IPv4', 'IPv6'."));
  });
});

describe('service mesh', () => {
  it('sidecars are taken', () => {
    const { serviceMesh, hasMesh } = platformOf({ serviceMesh: ServiceMesh.istioSidecar() });
    expect([serviceMesh.kind, hasMesh]).toEqual([ServiceMeshKind.ISTIO_SIDECAR, true]);
  });
});

describe('image lock', () => {
  it('is read when it is asked for, once', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lock-')), 'images.lock.json');
    const platform = platformOf({ imageLock: file });
    const digest = `sha256:${'0'.repeat(64)}`;
    writeFileSync(file, JSON.stringify({ schemaVersion: 1, images: { 'registry.example/app:1': { digest } } }));
    expect(platform._imageLock.get('registry.example/app:1')).toBe(digest);
    expect(platform._imageLock).toBe(platform._imageLock);
  });

  it('is empty where none is stated', () => {
    expect(platformOf({})._imageLock.size).toBe(0);
  });
});
