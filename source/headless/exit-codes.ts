import type {RefusalReason} from '../model/plan.ts';
import type {Outcome} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';

/** How the program ends: a contract with scripts. Codes may be added, never changed. */
export const exitCodes = {done: 0, failed: 1, usage: 2, refused: 3, unsettled: 4} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitOf(outcome: Outcome): ExitCode {
	switch (outcome.end) {
		case 'settled':
		case 'applied':
			return exitCodes.done;
		case 'unsettled':
			return exitCodes.unsettled;
		case 'cancelled':
			return exitCodes.refused;
		case 'failed':
			return exitOfTrouble(outcome.trouble);
		case 'refused':
			return exitOfRefusal(outcome.refusal.refused);
	}
}

export function exitOfTrouble({reason}: Trouble): ExitCode {
	if (reason === 'forbidden') return exitCodes.refused;
	return reason === 'unsettled' ? exitCodes.unsettled : exitCodes.failed;
}

/** Asking for what already is so is done; asking for what is not there has failed. */
export function exitOfRefusal(reason: RefusalReason): ExitCode {
	if (reason === 'usage' || reason === 'unconfirmed') return exitCodes.usage;
	if (reason === 'not-found') return exitCodes.failed;
	return reason === 'nothing-to-do' ? exitCodes.done : exitCodes.refused;
}
