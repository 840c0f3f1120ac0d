import { isRecord } from '../../manifest/object';

/** Who issues tokens (JWT), and how one is told from a false one. */
export interface TokenIssuer {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** `aud`: for whom tokens are meant, any one of which is enough. Without it, a token that another service was given would do here too. */
  readonly audiences: string[];
  /**
   * Where its public keys are, over https. istiod reads them, not the workload.
   * @default - by OpenID discovery at the issuer
   */
  readonly jwksUri?: string;
  /**
   * Its public keys themselves, as JSON (JWKS). Not beside `jwksUri`.
   * @default - none
   */
  readonly jwks?: string;
  /**
   * The workload gets the token too.
   * @default false
   */
  readonly forwardOriginalToken?: boolean;
}

/** Parts of a key that only its owner may have. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

/** Throws for what istiod refuses, and for keys that anybody could put there. */
export function checkIssuers(issuers: readonly TokenIssuer[], where: string): void {
  if (issuers.length === 0) throw new Error(`${where}: issuers is an empty list, so that no token would do. Name who issues them.`);
  issuers.forEach(({ issuer, audiences, jwksUri, jwks }, index) => {
    const at = `${where}: issuers[${index}]`;
    if (issuer.trim() === '' || /[\s*]/.test(issuer)) throw new Error(`${at}: the issuer '${issuer}' is none. Write the \`iss\` of its tokens, without wildcards.`);
    if (issuers.findIndex(other => other.issuer === issuer) !== index) throw new Error(`${at}: the issuer '${issuer}' stands there twice. Say all of it once.`);
    // Plain JavaScript may leave it out.
    if (!Array.isArray(audiences) || audiences.length === 0 || audiences.some(text => text.trim() === '')) throw new Error(`${at}: audiences are empty, so that a token for any other service would do. Name for whom tokens are meant.`);
    if (jwksUri !== undefined && jwks !== undefined) throw new Error(`${at}: has jwksUri and jwks. Keep one.`);
    if (jwksUri !== undefined && !/^https:\/\/[^\s/?#@]+(\/\S*)?$/.test(jwksUri)) throw new Error(`${at}: jwksUri '${jwksUri.replace(/\/\/[^@/]*@/, '//')}' is no address over https: whoever answers in between could sign tokens. Write https://….`);
    if (jwks !== undefined) checkKeys(jwks, at);
  });
}

/** Never says what is in there: it may be a private key. */
function checkKeys(jwks: string, at: string): void {
  const keys = parsed(jwks);
  if (!keys) throw new Error(`${at}: jwks is no JSON with a list of keys. Write { "keys": [ … ] }.`);
  if (keys.some(key => PRIVATE.some(field => field in key))) throw new Error(`${at}: jwks holds a private key, with which anybody who reads it can sign tokens. Take it out, have the issuer make a new one, and write public keys alone.`);
}

function parsed(jwks: string): Record<string, unknown>[] | undefined {
  try {
    const value: unknown = JSON.parse(jwks);
    return isRecord(value) && Array.isArray(value.keys) && value.keys.length > 0 && value.keys.every(isRecord) ? value.keys : undefined;
  } catch {
    return undefined;
  }
}

export function jwtRules(issuers: readonly TokenIssuer[]): object[] {
  return issuers.map(({ issuer, audiences, jwksUri, jwks, forwardOriginalToken }) => ({
    issuer, audiences: [...audiences].sort(), ...(jwksUri === undefined ? {} : { jwksUri }), ...(jwks === undefined ? {} : { jwks }),
    ...(forwardOriginalToken ? { forwardOriginalToken } : {}),
  }));
}
