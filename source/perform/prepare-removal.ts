import type {Subject} from '../actions/action.ts';
import {plainPlan} from '../actions/action.ts';
import type {Entry} from '../journal/entry.ts';
import {stepsReached} from '../journal/standing.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Plan, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {sayTakingBack} from '../plan/undo.ts';
import {isOnRecord} from './made-by.ts';

export type Removal = {readonly plan: Plan; readonly subjects: readonly Subject[]};

/**
 * The plan that deletes what a change made, last first, and nothing else that
 * took one of the names since; undefined where nothing of it is there any more.
 */
export async function prepareRemoval(
	entry: Entry,
	cluster: Pick<Cluster, 'get'>,
): Promise<Answer<Removal | undefined>> {
	const subjects: Subject[] = [];
	for (const {target} of stepsReached(entry).filter(({type}) => type === 'create')) {
		const read = await cluster.get(target);
		if (!read.ok && read.trouble.reason !== 'not-found') return read;
		if (!read.ok) continue;
		const {uid, deletionTimestamp} = read.value.metadata;
		// Where the answer was lost nobody knows the uid.
		const isWhatWasMade = target.uid === '' ? isOnRecord(read.value) : uid === target.uid;
		if (isWhatWasMade && deletionTimestamp === undefined)
			subjects.unshift({ref: {...target, uid}, object: read.value});
	}
	return answer(subjects.length === 0 ? undefined : {plan: removalOf(entry, subjects), subjects});
}

function removalOf({says}: Entry, subjects: readonly Subject[]): Plan {
	const [last] = subjects;
	const steps = subjects.map(({ref}): Step => ({type: 'delete', target: ref, guards: [], edits: []}));
	return {
		...plainPlan,
		action: 'undo',
		says: sayTakingBack('undo', says),
		lines: subjects.map(({ref}) => ({
			subject: sayRef(ref),
			from: 'there',
			to: 'gone, with all that depends on it',
		})),
		steps,
		undo: {way: 'none', because: 'What is deleted does not come back as it was; it can be made anew.'},
		settledWhen: subjects.map(({ref}) => ({seen: 'gone', of: ref})),
		blast: {
			word: last!.ref.name,
			says: `${subjects.map(({ref}) => sayRef(ref)).join(' and ')} will be gone.`,
		},
	};
}
