import type {Expectation, Step} from '../model/plan.ts';

/** What must be seen where a step only writes values: that they stand, and that whoever reports on them took them. */
export function acceptanceOf({target, edits}: Pick<Step, 'target' | 'edits'>): Expectation {
	return {seen: 'accepted', of: target, values: edits.map(({at, to}) => ({at, is: to}))};
}
