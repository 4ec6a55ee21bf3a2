import {revisionRows} from '../store/lists/revisions.ts';
import type {Choice, Prompt} from '../store/prompt.ts';
import type {State} from '../store/state.ts';
import {keeperOf, presentRevision} from '../store/workloads.ts';

/** Images the container had in former revisions, newest first; more of them as the list of revisions comes in. */
export function imageChoices(state: State, {subjects, container}: Prompt): readonly Choice[] {
	const [subject] = subjects;
	const keeper = subject && keeperOf(state, subject);
	if (subject === undefined || keeper === undefined) return [];
	const present = presentRevision(state, subject);
	const seen = new Set<string>();
	return revisionRows(state, keeper.uid).flatMap(({containers, revision, ready, wanted}) => {
		const image = containers.find(({name}) => name === container)?.image;
		if (image === undefined || seen.has(image)) return [];
		seen.add(image);
		const pods = wanted > 0 ? `, ${ready}/${wanted} pods` : '';
		return [{text: image, says: `revision ${revision}${revision === present ? ', running' : ''}${pods}`}];
	});
}
