import {sayMoment} from '../model/moment.ts';
import type {Backend, Split} from '../model/split.ts';
import {sayDuration} from '../resources/age.ts';
import {sharesSeen} from '../store/history.ts';
import type {State} from '../store/state.ts';
import {podsBehind} from '../store/workloads.ts';

/** What is known of how a version that is to take all traffic fared with it, and how soon more pods of it would be ready. */
export function staysHistory(state: State, split: Split, backend: Backend): readonly string[] {
	return [...heldAll(state, split, backend), ...coldStarts(state, backend)];
}

/** Only as far back as sluice watched. */
function heldAll({history}: State, {key}: Split, {name, share}: Backend): readonly string[] {
	const samples = sharesSeen(history, key, name);
	if (share === 100) {
		const since = samples.length > 1 ? samples.at(-1) : undefined;
		return since === undefined ? [] : [`It holds all traffic since ${sayMoment(since.at)}.`];
	}
	const last = samples.findLastIndex(({value}) => value === 100);
	const until = samples[last + 1];
	return last === -1 || until === undefined ? [] : [`It held all traffic until ${sayMoment(until.at)}.`];
}

const mostPods = 5;

/** The median, as one that was ready twice tells of its second time. */
function coldStarts(state: State, backend: Backend): readonly string[] {
	const took = podsBehind(state, backend)
		.filter(({isReady, restarts, readySince}) => isReady && restarts === 0 && readySince !== undefined)
		.sort((left, right) => right.created - left.created)
		.slice(0, mostPods)
		.map(({created, readySince}) => Math.max(0, readySince! - created))
		.sort((left, right) => left - right);
	const median = took[Math.floor((took.length - 1) / 2)];
	if (median === undefined) return [];
	const whose = took.length === 1 ? 'Its newest pod was' : `Its newest ${took.length} pods were`;
	return [
		`${whose} ready about ${sayDuration(median)} after ${took.length === 1 ? 'it was' : 'they were'} created.`,
	];
}
