import { countBySeverity, Finding, RiskCoverage, WaivedFinding } from './report';
import { CONTAINER_RISK_BLIND_SPOTS } from '../controls/container-risk-blind-spots';
import { Control } from '../controls/control';
import { CONTAINER_RISK_NAMES } from '../controls/standards';

/** For each of the ten container risks, what of it was judged. Derived from the evaluation: nothing of it is kept anywhere else. */
export function coverageOf(
  controls: readonly Control[], applied: ReadonlySet<Control>, findings: readonly Finding[], waived: readonly WaivedFinding[],
): RiskCoverage[] {
  return Object.keys(CONTAINER_RISK_NAMES).map(risk => {
    const judged = new Map(controls.filter(control => lowers(control, risk)).map(control => [control.id, control]));
    return {
      risk,
      name: CONTAINER_RISK_NAMES[risk],
      controls: judged.size,
      applied: [...judged.values()].filter(control => applied.has(control)).length,
      findings: countBySeverity(findings.filter(({ control }) => judged.has(control))),
      waived: waived.filter(({ control }) => judged.has(control)).length,
      unseen: CONTAINER_RISK_BLIND_SPOTS[risk],
    };
  });
}

function lowers({ standards }: Control, risk: string): boolean {
  return [standards.containerRisk ?? []].flat().includes(risk);
}
