import type {Permit} from '../model/permit.ts';
import type {Refusal} from '../model/plan.ts';

/** The refusal of a change that nobody gave a reason for where one is demanded; the escape is never asked for one. */
export function missingReason({confirm}: Permit, reason: string | undefined): Refusal | undefined {
	if (confirm.needsReason === undefined || (reason !== undefined && reason.trim() !== '')) return undefined;
	return {
		refused: 'no-reason',
		says: 'The configuration demands a reason for every change in this context, and none was given. Nothing was changed.',
		hint: 'Say why: --reason TEXT in a shell, tab in the preview.',
	};
}
