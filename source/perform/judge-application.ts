import {type KubernetesObject, objectIn, textIn} from '../model/object.ts';
import type {Progress} from './progress.ts';

/** States of Kubeflow's operator, whose words are its own: `FAILING` is no end, as it may be tried again. */
const ends: Readonly<Record<string, boolean>> = {COMPLETED: true, FAILED: false, SUBMISSION_FAILED: false};

/** How far a SparkApplication is, by what its operator says of it. */
export function judgeApplication({metadata: {name}, status}: KubernetesObject): Progress {
	const {state, errorMessage} = objectIn(status?.applicationState);
	const said = textIn(state) ?? '';
	if (said === '') return {isMet: false, says: `${name}: no operator of Spark has taken it up yet`};
	const executors = Object.values(objectIn(status?.executorState)).filter(each => each === 'RUNNING').length;
	const running =
		executors === 0 ? '' : `, ${executors} ${executors === 1 ? 'executor' : 'executors'} running`;
	const isDone = ends[said];
	if (isDone === undefined) return {isMet: false, says: `${name}: ${sayState(said)}${running}`};
	if (isDone) return {isMet: true, says: `${name}: completed`};
	const because = textIn(errorMessage);
	const says = because === undefined || because === '' ? '' : `: ${because}`;
	return {isMet: false, isStuck: true, says: `${name}: ${sayState(said)}${says}`};
}

/** `PENDING_RERUN` as `pending rerun`. */
function sayState(state: string): string {
	return state.toLowerCase().replaceAll('_', ' ');
}
