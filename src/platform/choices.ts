/** Where the cluster comes from. Fills in what differs between distributions; every field can be set over it. */
export enum PlatformPreset { VANILLA = 'vanilla', OPENSHIFT = 'openshift', EKS = 'eks', GKE = 'gke', AKS = 'aks' }

/** Who sets user and group IDs. */
export enum IdAssignment {
  /** The manifests: 10001 and up, so that no ID of the pod is one of the node's. */
  FIXED = 'fixed',
  /** The platform (OpenShift's ranges, GKE Autopilot): manifests leave IDs out. */
  PLATFORM_ASSIGNED = 'platform-assigned',
}

/** Whether containers state a CPU limit. */
export enum CpuLimits {
  /** Always: twice the request where nothing else is said. */
  REQUIRED = 'required',
  /** Only where a workload states one. */
  OPTIONAL = 'optional',
  /** Never: a finding where one stands. Quota and LimitRange leave CPU limits out too. */
  FORBIDDEN = 'forbidden',
}

/** What carries the tree to the cluster. Decides how Jobs are replaced and which mark keeps data from being pruned. */
export enum Delivery { ARGO_CD = 'argo-cd', FLUX = 'flux', APPLY = 'apply' }

/** What restarts a pod when a Secret that it mounts has changed. */
export enum Reloader {
  /** Nothing: the report says so for each workload that mounts one. */
  NONE = 'none',
  /** Stakater Reloader, by annotation. */
  STAKATER = 'stakater',
}

/** When the kubelet asks the registry for an image. */
export enum ImagePullPolicy {
  /** At each start, so that each start proves the pull credentials, even where the node has the image. */
  ALWAYS = 'Always',
  /** Only where the node lacks it: for those who fear a registry outage more. */
  IF_NOT_PRESENT = 'IfNotPresent',
}

/** Address families of pods and Services. */
export enum IpFamily { IPV4 = 'IPv4', IPV6 = 'IPv6' }

/** How objects are named and pods selected. */
export enum Naming {
  /** Name = construct id, selector `app.kubernetes.io/name`. */
  READABLE = 'readable',
  /** cdk8s-plus' names, hashes and selector label, so that existing cdk8s-plus workloads can be swapped without being recreated. */
  CDK8S = 'cdk8s',
}
