/** What manifests alone cannot show of each container risk: said in every report, so that a clean one is not taken for more than it is. */
export const CONTAINER_RISK_BLIND_SPOTS: Readonly<Record<string, string>> = {
  C1: 'Who built an image, from what, and whether its signature holds: that takes the registry and an admission policy that verifies signatures.',
  C2: 'Rights that come from elsewhere: users and groups of the identity provider, cloud roles, and what other repositories bind.',
  C3: 'What the image itself brings along (files with setuid, the user it was built for) and whether the node enforces the profiles that are named.',
  C4: 'Whether the network plugin enforces the policies, what firewalls and load balancers let through, and what other repositories allow.',
  C5: 'Whether anyone collects, keeps and reads logs: the audit policy of the API server and the retention of logs are set elsewhere.',
  C6: 'Whether Secrets are encrypted in etcd, how long a credential lives, and what images and the history of the repository hold.',
  C7: 'Known vulnerabilities in images, and in nodes and the control plane: that takes a scanner of images and the version of the cluster.',
  C8: 'What processes do once they run: that takes detection on the nodes.',
  C9: 'How API server, kubelet and etcd are configured, and what admission changes or refuses.',
  C10: 'Which dashboards run that no manifest given here installs, and whether those that do ask for a login.',
};
