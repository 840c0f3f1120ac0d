import { VaultIdentity } from './identities';
import { loginRole } from './role';
import { SecretBackend } from '../../platform/secret-backend';
import { VaultEngine } from '../vault-grant';

const HEAD = `#!/bin/sh
# Brings Vault, or OpenBao, to what this app needs: mounts, roles in them, and a policy and a login role for each identity. It may run again at any time.
# Usage: VAULT_ADDR=https://vault.example:8200 VAULT_TOKEN=... sh apply.sh    with VAULT=bao before it for OpenBao
# It removes nothing: what the app needs no longer stays until somebody deletes it.
set -eu
cd "$(dirname "$0")"
VAULT=\${VAULT:-vault}

fail() {
  echo "apply.sh: $*" >&2
  exit 1
}

# auth MOUNT TYPE: is there already. How to reach the cluster, and whom to ask about tokens, is not the app's to say.
auth() {
  type=$("$VAULT" read -field=type "sys/auth/$1") || fail "there is no auth method at $1. Enable it, once: $VAULT auth enable -path=$1 $2, and configure it"
  [ "$type" = "$2" ] || fail "the auth method at $1 is $type and not $2"
}

# engine MOUNT TYPE [FLAGS]: mounted where nothing is. Where the server cannot be asked, enabling says why.
engine() {
  mount=$1 type=$2
  shift 2
  if found=$("$VAULT" read -field=type "sys/mounts/$mount" 2> /dev/null); then
    [ "$found" = "$type" ] || fail "the engine at $mount is $found and not $type"
  else
    "$VAULT" secrets enable -path="$mount" "$@" "$type"
  fi
}

# version2 MOUNT: policies for version 2 grant nothing in version 1.
version2() {
  case $("$VAULT" read -field=options "sys/mounts/$1") in
    *version:2*) ;;
    *) fail "the engine at $1 is no KV version 2" ;;
  esac
}

# connection MOUNT NAME: has a credential, so that whoever has that credential writes it.
connection() {
  "$VAULT" read "$1/config/$2" > /dev/null || echo "apply.sh: $1/config/$2 is not there: until it is written, by hand, no credentials are made" >&2
}

# policy NAME: written where it is another one, since each write makes a version.
policy() {
  [ "$("$VAULT" policy read "$1" 2> /dev/null)" = "$(cat "policies/$1.hcl")" ] || "$VAULT" policy write "$1" "policies/$1.hcl"
}

# role AUTH_MOUNT NAME FILE: after its policy, since a token without one would be good for nothing.
role() {
  "$VAULT" write "auth/$1/role/$2" "@$3"
}

engine_role() {
  "$VAULT" write "$1/roles/$2" "@engines/$1/roles/$2.json"
}
`;

/** A POSIX shell script that writes the files beside it into Vault. It takes the address and the token from its environment, and holds none. */
export function applyScript(identities: readonly VaultIdentity[], engines: readonly VaultEngine[], { authMount, vaultNamespace }: SecretBackend): string {
  const logins = identities.map(identity => ({ name: identity.role, ...loginRole(identity, authMount) }));
  const lines = [
    ...vaultNamespace === undefined ? [] : [`export VAULT_NAMESPACE='${vaultNamespace}'`],
    ...new Set(logins.map(({ mount, method }) => `auth ${mount} ${method}`)),
    ...engines.flatMap(engineLines),
    ...logins.flatMap(({ name, mount, file }) => [`policy ${name}`, `role ${mount} ${name} ${file}`]),
  ];
  return `${HEAD}\n${lines.map(line => `${line}\n`).join('')}`;
}

function engineLines({ mount, type, roles }: VaultEngine): string[] {
  const connections = type === 'database' ? [...new Set(roles.map(({ settings }) => String(settings.db_name)))].sort() : [];
  return [
    ...type === 'kv' ? [`engine ${mount} kv -version=2`, `version2 ${mount}`] : [`engine ${mount} ${type}`],
    ...connections.map(name => `connection ${mount} ${name}`),
    ...roles.map(({ name }) => `engine_role ${mount} ${name}`),
  ];
}
