import type {DeploymentRow} from '../resources/deployments.ts';
import {revisionRows} from '../store/lists/revisions.ts';
import type {Choice, Prompt} from '../store/prompt.ts';
import type {State} from '../store/state.ts';
import {rowOf} from '../store/targets.ts';

/** Images the container had in former revisions, newest first; more of them as the list of revisions comes in. */
export function imageChoices(state: State, {subjects, container}: Prompt): readonly Choice[] {
	const row = rowOf<DeploymentRow>(state, 'deployments', subjects[0]?.uid);
	if (row === undefined) return [];
	const seen = new Set<string>();
	return revisionRows(state, row.uid).flatMap(({containers, revision, ready, wanted}) => {
		const image = containers.find(({name}) => name === container)?.image;
		if (image === undefined || seen.has(image)) return [];
		seen.add(image);
		const pods = wanted > 0 ? `, ${ready}/${wanted} pods` : '';
		return [
			{text: image, says: `revision ${revision}${revision === row.revision ? ', running' : ''}${pods}`},
		];
	});
}
