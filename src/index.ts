// The public API, and nothing else. One block per room.
export { EnforceOptions, Posture } from './app/posture';
export { HardenedApp, HardenedAppProps, IDeclaration } from './app/hardened-app';
export { OwnControl, OwnControlSeverity, OwnControlSubject } from './app/own-controls';

export {
  CpuLimits, Delivery, IdAssignment, ImagePullPolicy, IpFamily, Naming, PlatformPreset, Reloader,
} from './platform/choices';
export { Platform } from './platform/platform';
export { ApiServerEndpoint, ClusterDns, NodeCapabilities, PlatformProps, WaiverRules } from './platform/platform-props';
export { EntryPods, ExposureSettings, GatewayEntry, IngressEntry } from './platform/exposure-settings';
export { GuardRail, PortClass } from './platform/guard-rail';
export { MonitoringSettings } from './platform/monitoring-settings';
export { NetworkPolicyApi } from './platform/network-policy-api';
export { SecretBackend, VaultBackendOptions, VaultPods } from './platform/secret-backend';
export {
  ExternalSecretsDeliveryOptions, IClusterSecretStore, SecretDelivery, SecretDeliveryKind, SecretsStoreCsiDeliveryOptions, VaultAgentDeliveryOptions,
  VaultSecretsOperatorDeliveryOptions,
} from './platform/secret-delivery';
export { AppRoleLoginOptions, JwtLoginOptions, VaultLogin, VaultLoginMethod } from './platform/vault-login';
export { AmbientOptions, EgressWaypoint, IstioOptions, LinkerdOptions, ServiceMesh, ServiceMeshKind } from './platform/service-mesh';

export { ExistingNamespace, ExistingNamespaceProps } from './tenancy/existing-namespace';
export { IsolatedNamespace, IsolatedNamespaceProps } from './tenancy/isolated-namespace';
export { Enforcement, PodSecurityLevel } from './tenancy/pod-security';
export { NamespaceQuota } from './tenancy/quota';

export {
  AccessMode, ConcurrencyPolicy, JobRestartPolicy, Medium, PodManagementPolicy, ProbeScheme, ScaledBy,
} from './workloads/choices';
export { VolumeClaimTemplate } from './workloads/claims';
export {
  BaseContainerProps, ContainerResources, ContainerSize, InitContainerProps, ServingContainerProps, SidecarProps, WorkloadPort, WritablePath,
} from './workloads/container-props';
export { HardenedCronJob, HardenedCronJobProps } from './workloads/hardened-cron-job';
export { HardenedDaemonSet, HardenedDaemonSetProps } from './workloads/hardened-daemon-set';
export { HardenedDeployment, HardenedDeploymentProps } from './workloads/hardened-deployment';
export { HardenedJob, HardenedJobProps } from './workloads/hardened-job';
export { HardenedStatefulSet, HardenedStatefulSetProps } from './workloads/hardened-stateful-set';
export { HardenedWorkload } from './workloads/hardened-workload';
export { Hardening, HardeningOptions } from './workloads/hardening';
export { HardeningChange, HardeningGap, HardeningReport } from './workloads/hardening-report';
export { RunProps } from './workloads/job-props';
export { GrpcProbeOptions, HttpGetProbeOptions, Probe, ProbeOptions } from './workloads/probe';
export {
  Adoption, ApiAccess, Autoscaling, HardenedWorkloadProps, MountOptions, ReplicatedWorkloadProps, ServingWorkloadProps,
} from './workloads/workload-props';

export { CidrPeerOptions, IPeer, Peer, PeerIdentityOptions, PodsPeerOptions } from './connectivity/peer';
export { RemotePeerOptions } from './connectivity/remote-peer';
export { ConnectionOptions, Connections } from './connectivity/connections';
export { Protocol } from './connectivity/endpoint';
export { HttpMatch } from './connectivity/http-match';
export { MeshDataPlane, MeshMode } from './connectivity/namespace-facts';
export { PortChoice } from './connectivity/ports';

export { ExposeOptions, Exposure } from './exposure/exposure';
export { MetricsExposure, MetricsOptions } from './exposure/metrics';
export { ExposeBy } from './exposure/way-in';

export { WaiverProps, Waivers } from './waivers/waivers';

export { GuardrailAction, GuardrailEngine } from './guardrails/choices';
export { ClusterGuardrails, ClusterGuardrailsProps } from './guardrails/cluster-guardrails';

export {
  MeshAction, MeshAuthorizationPolicy, MeshAuthorizationPolicyProps, MeshAuthorizer, MeshCallers, MeshRule,
} from './mesh/authorization-policy';
export { MeshOperation } from './mesh/istio/operations';
export { ProxyCallee } from './mesh/proxy-callee';
export { MeshTokenPolicy, MeshTokenPolicyProps, TokenClaim, TokenRule } from './mesh/token-policy';
export { TokenIssuer } from './mesh/istio/token-issuers';
export { MeshAccessLogs, MeshMetrics, MeshTelemetry, MeshTelemetryProps, MeshTracing } from './mesh/telemetry';
export { EncryptionAtRest, EncryptionAtRestProps } from './secrets/encryption-at-rest';
export { MergedSecret, MergedSecretProps } from './secrets/external-secrets/merged-secret';
export { PushDeletion, PushedSecret, PushedSecretProps, PushUpdate } from './secrets/external-secrets/pushed-secret';
export { VaultClusterStore, VaultClusterStoreProps } from './secrets/external-secrets/vault-cluster-store';
export { RegistryCredential, RegistryCredentialProps } from './secrets/registry-credential';
export { RestartedBy, SecretRotation } from './secrets/rotation';
export { HttpReload, SecretMountOptions, VaultBackedSecret, VaultBackedSecretProps } from './secrets/vault-backed-secret';
export { DatabaseSourceOptions, PkiSourceOptions, VaultSource, VaultSourceKind } from './secrets/vault-source';

// Not in the other languages' API: cdk8s-cli looks its validations up in the main entry.
export { HardenedValidation } from './plugin/hardened-validation';
