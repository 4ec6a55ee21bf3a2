import {sayKind} from '../model/ref.ts';
import type {AnalysisGlance} from '../model/rollout.ts';
import {type Cause, sayEvidence} from './trouble.ts';

/** What fails while the rollout still goes on: one that gave up is told of as such. */
export const failingAnalyses: Cause = ({rollouts}) =>
	(rollouts ?? []).flatMap(({ref, analyses, state}) => {
		if (state === 'failed' || state === 'settled') return [];
		return analyses.filter(isFailing).map(
			({name, status, message}) =>
				({
					key: `analysis ${ref.uid} ${name}`,
					severity: 'warning',
					says: `${sayKind(ref.resource)} ${ref.name}: analysis ${name} is failing`,
					fact: sayEvidence(status, message),
					hint: ':abort sends all traffic back; its screen has the measurements.',
					about: {view: 'rollouts', namespace: ref.namespace, name: ref.name, uid: ref.uid},
					count: 1,
					since: 0,
				}) as const,
		);
	});

/** Argo Rollouts says so in a word; Flagger counts: `2 of 5 failed`. */
function isFailing({status}: AnalysisGlance): boolean {
	return ['Failed', 'Error', 'Inconclusive'].includes(status) || /^[1-9]\d* of \d+ failed$/.test(status);
}
