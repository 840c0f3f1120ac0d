import { Match } from './bounds';

/** A host by name, or those that a pattern means, as Cilium reads it: `*` stays in one label, `**.` in front is one label or more, `*` alone every name. */
export class HostPattern {
  /** In lower case, without a final dot. */
  public readonly text: string;
  private readonly expression?: RegExp;

  public constructor(text: string) {
    this.text = text.trim().toLowerCase().replace(/\.$/, '');
    if (!this.text.includes('*')) return;
    this.expression = /^\*+$/.test(this.text) ? /^/ : new RegExp(`^${this.text.split('.').map((label, index) => label === '' ? '' :
      index === 0 && /^\*{2,}$/.test(label) ? `${CHARACTER}+(\\.${CHARACTER}+)*` : label.replace(/\*+/g, `${CHARACTER}*`)).join('\\.')}$`);
  }

  /** Means many names. */
  public get isPattern(): boolean {
    return this.expression !== undefined;
  }

  /** Whether it means another: a host, or whoever of a pattern nobody names. Two patterns that are not the same may share hosts. */
  public means(other: HostPattern): Match {
    if (this.text === other.text) return 'yes';
    if (!this.expression) return 'no';
    if (!other.expression) return this.expression.test(other.text) ? 'yes' : 'no';
    return /^\*+$/.test(this.text) ? 'yes' : 'maybe';
  }
}

const CHARACTER = '[-a-z0-9_]';
