import {isUnknownNamespace} from '../store/scope.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import {wrapWords} from './wrap.ts';

/** Whoever comes to a cluster on which nothing of theirs runs is told what to begin with. */
export function firstStepLines(state: State, {list}: Screen, width: number): readonly Line[] {
	if (list.filter !== '' || list.faultsOnly || isUnknownNamespace(state) || !isBare(state)) return [];
	const where = state.namespace === undefined ? 'here' : `in namespace ${neutral(state.namespace)}`;
	const says = `Nothing of yours runs ${where} yet.`;
	const next = ' lists what you can ask for, like deploying a model or running a job.';
	return [[], ...wrapWords([segment(` ${says} `), segment(':objectives', 'key'), segment(next)], width, 1)];
}

/** Only what was read to its end, and is heard of still, is known to be empty. */
function isBare({streams}: State): boolean {
	return [streams.pods, streams.deployments].every(
		stream =>
			stream?.hasListed === true &&
			stream.health.state === 'live' &&
			[...stream.table.rows.values()].every(({namespace}) => isOfCluster(namespace)),
	);
}

/** `kube-system` and its like hold what the cluster itself runs. */
function isOfCluster(namespace: string): boolean {
	return namespace.startsWith('kube-');
}
