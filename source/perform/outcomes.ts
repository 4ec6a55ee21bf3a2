import type {Plan, Refusal, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Outcome} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';

/** A failed guard is an answer (somebody was faster), not a failure; with steps already done it is both. */
export function troubled(trouble: Trouble, plan: Plan, done: readonly Step[], id?: string): Outcome {
	if (trouble.reason !== 'guard-failed' || done.length > 0) return failed(trouble, plan, done, undefined, id);
	const refusal = isTakingBack(plan) ? overtaken(plan) : stale(trouble);
	return {end: 'refused', plan, refusal, isOvertaken: true};
}

function stale({says, hint}: Trouble): Refusal {
	return {
		refused: 'stale',
		says: `${says} Nothing was changed.`,
		hint: hint ?? 'Look at what it is now, then try again.',
	};
}

export function isTakingBack({action}: Plan): boolean {
	return action === 'undo' || action === 'redo';
}

/** Undo writes over what it knows only: a later change is somebody's intention. */
export function overtaken({steps}: Pick<Plan, 'steps'>, found = ''): Refusal {
	const subjects = [...new Set(steps.map(step => sayRef(step.target)))].join(', ');
	return {
		refused: 'stale',
		says: `${subjects} was changed again since; undo would overwrite that.${found && ` ${found}`} Nothing was changed.`,
		hint: 'Look at what it is now, and change it to what you want.',
	};
}

/** The step after the done ones is the one that failed, unless the untried are named. */
export function failed(
	trouble: Trouble,
	plan: Plan | undefined,
	done: readonly Step[],
	untried: readonly Step[] = plan?.steps.slice(done.length + 1) ?? [],
	id?: string,
): Outcome {
	return {end: 'failed', ...(plan && {plan}), ...(id !== undefined && {id}), trouble, done, untried};
}

export function sayEnd(outcome: Outcome): string {
	switch (outcome.end) {
		case 'failed':
			return outcome.trouble.says;
		case 'refused':
			return outcome.refusal.says;
		case 'cancelled':
			return 'cancelled';
		default:
			return outcome.progress;
	}
}
