import type {Plan} from '../model/plan.ts';
import {isLineIntoPod} from '../model/request.ts';
import type {Outcome} from '../model/telling.ts';
import {type ExitCode, exitCodes, exitOf} from './exit-codes.ts';
import {fail} from './fail.ts';
import {type Session, sayTrouble} from './session.ts';

/** Says how a change ended, and answers with the exit code of that. */
export function end(outcome: Outcome, session: Session): number {
	const {out} = session;
	if (outcome.end === 'settled' && outcome.plan.steps.some(isLineIntoPod)) return endLine(outcome, session);
	if ('unrecorded' in outcome && outcome.unrecorded) out.say(outcome.unrecorded);
	switch (outcome.end) {
		case 'refused':
			return fail(outcome.refusal, session);
		case 'failed':
			return endFailed(outcome, session);
		case 'cancelled':
			out.say('Nothing was changed.');
			break;
		case 'applied':
			out.result(`${outcome.plan.says}: written. ${sayTakingBack(outcome)}`);
			break;
		case 'settled':
			out.result(
				`${outcome.plan.says}: settled in ${seconds(outcome.tookMs)}. ${outcome.progress}\n${sayTakingBack(outcome)}`,
			);
			break;
		case 'unsettled':
			out.say(
				`Written, but not settled after ${seconds(outcome.tookMs)}. ${outcome.progress}\n${sayTakingBack(outcome)}`,
			);
	}
	if ('lines' in outcome) for (const line of outcome.lines ?? []) out.result(line);
	if ('progress' in outcome) for (const says of outcome.plan.thereafter ?? []) out.say(says);
	return exitOf(outcome);
}

/** Its output is the command's own, so nothing is said where that ended well. */
function endLine(
	{exitCode = exitCodes.done, progress}: Extract<Outcome, {exitCode?: number}>,
	{out}: Session,
): number {
	if (exitCode !== exitCodes.done) out.say(progress);
	return exitCode;
}

function endFailed(outcome: Extract<Outcome, {end: 'failed'}>, session: Session): ExitCode {
	const {plan, trouble, done, untried, id} = outcome;
	const code = fail(trouble, session);
	// Whoever interrupts knows that, and not what was half done.
	if (trouble.reason === 'stopped' && done.length > 0) session.out.say(sayTrouble(trouble));
	if (plan && plan.steps.length > 1) {
		session.out.say(
			`Of ${plan.steps.length} steps ${done.length} were done and ${untried.length} not tried.`,
		);
	}
	if (plan && id && done.length > 0) session.out.say(sayTakingBack({plan, id}));
	else if (trouble.reason === 'stopped') session.out.say('Nothing was changed.');
	return code;
}

/** The id that the journal knows the change by, and how to take it back where that can be done. */
function sayTakingBack({plan, id}: {readonly plan: Plan; readonly id: string}): string {
	if (id === '') return '';
	return plan.undo.way === 'none' ? `Its id: ${id}` : `Its id: ${id}  Undo: sluice undo ${id}`;
}

function seconds(tookMs: number): string {
	return `${(tookMs / 1000).toFixed(1)} s`;
}
