/** What an objective does to objects that are there already, beside those that it makes. */
import type {Step, Undo} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import type {Changes} from '../objectives/objective.ts';
import {acceptanceOf} from '../plan/accepted.ts';
import {distinctGuards} from '../plan/guard-as-read.ts';
import type {Subject} from './action.ts';

type Named = {readonly ref: Ref};

/** What is written or deleted beside it: its owners may take that back. */
export function subjectsOf({edits, removes = []}: Changes): readonly Subject[] {
	return [...edits, ...removes].map(({ref, object}) => ({ref, object}));
}

/** Routes are written last of what stays, and nothing goes before they are in force. */
export function changeSteps({edits, removes = []}: Changes): Step[] {
	const written = edits.map(({ref, edits: values, guards}): Step => {
		const accepted = acceptanceOf({target: ref, edits: values});
		return {
			type: 'edit',
			target: ref,
			guards: distinctGuards(guards),
			edits: values,
			...(removes.length > 0 && {waitFor: accepted}),
		};
	});
	const gone = removes.map(({ref}): Step => ({type: 'delete', target: ref, guards: [], edits: []}));
	return [...written, ...gone];
}

export function undoOf(making: readonly Named[], {edits, removes = []}: Changes): Undo {
	if (removes.length > 0)
		return {
			way: 'none',
			because:
				'What is deleted does not come back as it was. Deploy that version anew and challenge with it.',
		};
	if (edits.length === 0) return {way: 'remove'};
	return {way: making.length === 0 ? 'swap' : 'withdraw'};
}

export function sayWhat(making: readonly Named[], {edits, removes = []}: Changes): string {
	const said = [
		['make', making],
		['write', edits],
		['delete', removes],
	] as const;
	return said
		.flatMap(([verb, objects]) => (objects.length === 0 ? [] : [`${verb} ${sayNamed(objects)}`]))
		.join(', ');
}

function sayNamed(objects: readonly Named[]): string {
	const [first, ...more] = objects.map(({ref}) => sayRef(ref));
	if (more.length === 0) return first!;
	return `${first} and ${more.length === 1 ? more[0] : `${more.length} more objects`}`;
}
