import type {Plan} from '../../source/model/plan.ts';

/** A plan that writes nothing: what most tests of dialogs need to know of one. */
export const barePlan: Plan = {
	action: 'scale',
	says: '',
	lines: [],
	steps: [],
	undo: {way: 'swap'},
	settledWhen: [],
	concerns: [],
	owners: [],
	isEscape: false,
};
