import { Control, control } from '../control';

const HAS_TAG = "container.image.matches('^[^@]*:[^/:@]+(@.*)?$')";

const HAS_VERSION_TAG = `(${HAS_TAG} && !container.image.endsWith(':latest'))`;
const NAMES_A_VERSION = `(container.image.contains('@') || ${HAS_VERSION_TAG})`;

/** Where images come from, and whether they can change under us. */
export const IMAGES: readonly Control[] = [
  control({
    id: 'image-tag-fixed',
    title: 'Images name a version',
    why: 'What `latest` means changes without a change in Git, and differs between nodes.',
    fix: 'Write a version tag and the digest: registry/name:tag@sha256:….',
    severity: 'medium',
    subject: 'container',
    cel: `has(container.image) && ${NAMES_A_VERSION}`,
    at: 'image',
  }),
  control({
    id: 'image-digest-pinned',
    title: 'Images are pinned by digest',
    why: 'Whoever can push to the registry could otherwise put another image under the same tag.',
    fix: 'Add the digest, registry/name:tag@sha256:…, or lock the image in the image lock.',
    severity: 'medium',
    subject: 'container',
    // One that names no version is one finding, and it is worse.
    unless: `!has(container.image) || !${NAMES_A_VERSION}`,
    cel: "container.image.matches('@sha256:[0-9a-f]{64}$')",
    at: 'image',
  }),
  control({
    id: 'image-registry-allowlist',
    title: 'Images come from the registries of the platform',
    why: 'What comes from elsewhere nobody has scanned, and a mistyped name on a public registry belongs to whoever took it.',
    fix: 'Mirror the image to a registry of the platform, and write the host in the reference.',
    severity: 'medium',
    subject: 'container',
    when: settings => settings.registries.length > 0,
    // A reference without a host is one of docker.io.
    cel: "has(container.image) && settings.registries.exists(r, container.image.startsWith(r + '/') "
      + "|| (r == 'docker.io' && !container.image.matches('^(localhost|[^/]*[.:][^/]*)/')))",
    at: 'image',
    seen: ({ container, settings }) => `image is '${String(container.image)}', which is not of ${settings.registries.join(', ')}`,
  }),
  control({
    id: 'image-pull-policy-always',
    title: 'Each start asks the registry for the image',
    why: "Otherwise any pod on the node runs a private image that another pod's credentials have pulled.",
    fix: 'Set imagePullPolicy: Always.',
    severity: 'low',
    subject: 'container',
    when: settings => settings.imagePullPolicy === 'Always',
    // For an image that names no version, the API server writes Always itself.
    cel: `(has(container.imagePullPolicy) ? container.imagePullPolicy == 'Always' : (has(container.image) && !container.image.contains('@') && !${HAS_VERSION_TAG}))`,
    at: 'imagePullPolicy',
  }),
];
