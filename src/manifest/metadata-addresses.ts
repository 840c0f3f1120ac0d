/**
 * Where clouds hand credentials to whoever can send a packet: AWS (instances, ECS, EKS Pod Identity), Google Cloud, Alibaba Cloud, Azure (wire server),
 * Oracle Cloud. The same on every platform, since a manifest may travel.
 */
export const METADATA_ADDRESSES: readonly string[] = [
  '169.254.169.254', '169.254.170.2', '169.254.170.23', '100.100.100.200', '168.63.129.16', '192.0.0.192',
  'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254',
];

/** What is cut out of wide ranges that this library writes: these addresses, and the whole of link-local and of Amazon's range around them. */
export const METADATA_RANGES: readonly string[] = [
  '100.100.100.200/32', '168.63.129.16/32', '169.254.0.0/16', '192.0.0.192/32',
  'fd00:ec2::/32', 'fd20:ce::254/128', 'fe80::/10',
];
