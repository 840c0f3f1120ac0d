/** Forms that are nothing but credentials: what their issuers have made to be recognised. Entropy is not asked for: digests and ids have as much. */

/** One form. Each pattern reads any text in linear time, and begins where no word does. */
export interface CredentialForm {
  readonly name: string;
  readonly pattern: RegExp;
}

/** Base64 of how a private key begins, whatever follows. */
const ENCODED_KEYS = ['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ', 'DSA ', 'PGP ']
  .map(kind => Buffer.from(`-----BEGIN ${kind}PRIVATE KEY`).toString('base64').replace(/=+$/, '').slice(0, -1));

export const FORMS: readonly CredentialForm[] = [
  { name: 'a private key', pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  { name: 'a private key in base64', pattern: new RegExp(`(?<![A-Za-z0-9+/])(?:${ENCODED_KEYS.map(text => text.replace(/\+/g, '\\+')).join('|')})`) },
  { name: 'a PuTTY private key', pattern: /PuTTY-User-Key-File-\d/ },
  { name: 'an age key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/ },
  { name: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { name: 'an Azure storage key', pattern: /\bAccountKey=[A-Za-z0-9+/]{80,}={0,2}/ },
  { name: 'an Azure client secret', pattern: /(?<![\w~.-])[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{34}(?![\w~-])/ },
  { name: 'a Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { name: 'a Google OAuth secret', pattern: /\bGOCSPX-[A-Za-z0-9_-]{28}/ },
  { name: 'a DigitalOcean token', pattern: /\bdo[oprt]_v1_[a-f0-9]{64}\b/ },
  { name: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/ },
  { name: 'a GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_-]{20,}/ },
  { name: 'an Atlassian token', pattern: /\bATATT3[A-Za-z0-9_=-]{60,}/ },
  { name: 'a Docker Hub token', pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/ },
  { name: 'a registry login', pattern: /"auths?"\s*:\s*(?:\{\s*"[^"\s{}]{1,253}"\s*:\s*\{[^{}]{0,1024}"auth"\s*:\s*)?"[A-Za-z0-9+/]{12,}={0,2}"/ },
  { name: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: 'a PyPI token', pattern: /\bpypi-AgE[A-Za-z0-9_-]{50,}/ },
  { name: 'a RubyGems token', pattern: /\brubygems_[a-f0-9]{48}\b/ },
  { name: 'a Vault token', pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/ },
  // Of OpenBao, and of Vault before 1.10. What a minifier writes has no digit, or a dot after it.
  { name: 'a Vault token', pattern: /(?<![\w.$)\]-])[sbr]\.(?=[A-Za-z]{0,23}\d)(?:[A-Za-z0-9]{24}|[A-Za-z0-9_-]{90,})(?![\w.(-])/ },
  { name: 'a Vault unseal or recovery key', pattern: /\b(?:Unseal|Recovery) Key \d{1,2}: [A-Za-z0-9+/]{43,}/ },
  { name: 'a Terraform token', pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}/ },
  { name: 'a Pulumi token', pattern: /\bpul-[a-f0-9]{40}\b/ },
  { name: 'a Databricks token', pattern: /\bdapi[a-f0-9]{32}\b/ },
  { name: 'a Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Z0-9]{8,}-/ },
  { name: 'a Slack webhook', pattern: /\bhooks\.slack\.com\/(?:services|workflows)\/[A-Z0-9]{6,}\/[A-Z0-9]{6,}\/[A-Za-z0-9]{16,}/ },
  { name: 'a Discord webhook', pattern: /\bdiscord(?:app)?\.com\/api\/webhooks\/\d{16,}\/[A-Za-z0-9_-]{60,}/ },
  { name: 'a Telegram bot token', pattern: /(?<![\w-])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![\w-])/ },
  { name: 'a Twilio key', pattern: /\bSK[a-f0-9]{32}\b/ },
  { name: 'a SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/ },
  { name: 'a Stripe key', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/]{32,}/ },
  { name: 'a Square token', pattern: /\bsq0(?:atp|csp)-[A-Za-z0-9_-]{22,}/ },
  { name: 'a Shopify token', pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/ },
  { name: 'a Grafana token', pattern: /\bgl(?:sa_[A-Za-z0-9]{32}_[a-f0-9]{8}\b|c_eyJ[A-Za-z0-9+/]{32,})/ },
  { name: 'a New Relic key', pattern: /\bNR(?:AK|RA|JS)-[A-Za-z0-9]{19,}/ },
  { name: 'a Sentry token', pattern: /\bsntr(?:ys|yu)_[A-Za-z0-9+/=_-]{40,}/ },
  { name: 'a Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{30,}\b/ },
  { name: 'an OpenAI key', pattern: /\bsk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})/ },
  { name: 'an Anthropic key', pattern: /\bsk-ant-[a-z0-9]{3,10}-[A-Za-z0-9_-]{40,}/ },
  { name: 'an authorization header', pattern: /\b(?:[Aa]uthorization|AUTHORIZATION)["']?\s{0,8}[:=]?\s{0,8}["']?(?:[Bb]asic|[Bb]earer|BASIC|BEARER)\s{1,8}[A-Za-z0-9+/=._~-]{8,}/ },
  { name: 'a JSON Web Token', pattern: /(?<![\w-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
];
