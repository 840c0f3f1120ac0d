import { Control } from './control';

/** Every control. */
export const CONTROLS: readonly Control[] = [];

export function controlById(id: string): Control | undefined {
  return CONTROLS.find(control => control.id === id);
}

/** The ids nearest to a misspelt one. */
export function suggestControlId(id: string): string[] {
  return [id];
}
