import { html } from './formats/html';
import { json } from './formats/json';
import { junit } from './formats/junit';
import { markdown } from './formats/markdown';
import { pretty } from './formats/pretty';
import { sarif } from './formats/sarif';
import { CheckResult } from './result';

/** Writes a result piece by piece: that of 10,000 objects may be longer than the longest string. Colours are for terminals. */
export type Format = (result: CheckResult, color: boolean) => Iterable<string>;

/** The formats of `check`, by the name on the command line. */
export const FORMATS: Readonly<Record<string, Format>> = { pretty, json, sarif, junit, markdown, html };
