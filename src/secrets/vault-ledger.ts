import { IConstruct } from 'constructs';
import { VaultEngine, VaultGrant } from './vault-grant';

const BY_ROOT = new WeakMap<IConstruct, VaultLedger>();

/** What Vault must know for the secrets of an app, entered as they are declared and read when all are. */
export class VaultLedger {
  /** The ledger of the app that `scope` is part of. */
  public static of(scope: IConstruct): VaultLedger {
    const { root } = scope.node;
    const ledger = BY_ROOT.get(root) ?? new VaultLedger();
    BY_ROOT.set(root, ledger);
    return ledger;
  }

  private readonly entries: { readonly engine: VaultEngine; readonly grants: () => VaultGrant[] }[] = [];

  private constructor() {}

  /** `grants` is asked when all is declared: who uses a secret is known only then. */
  public add(engine: VaultEngine, grants: () => VaultGrant[]): void {
    this.entries.push({ engine, grants });
  }

  public get grants(): VaultGrant[] {
    return this.entries.flatMap(({ grants }) => grants());
  }

  public get engines(): VaultEngine[] {
    return this.entries.map(({ engine }) => engine);
  }
}
