import {isRefusal, type Refusal} from '../model/plan.ts';
import type {Trouble} from '../model/trouble.ts';
import {type ExitCode, exitCodes, exitOfRefusal, exitOfTrouble} from './exit-codes.ts';
import {type Session, sayTrouble} from './session.ts';

/** Says why there is no result, and how the program ends for it. */
export function fail(
	why: Trouble | Refusal,
	{out, signal}: Pick<Session, 'out'> & Partial<Pick<Session, 'signal'>>,
): ExitCode {
	if (!isRefusal(why) && why.reason === 'stopped' && signal?.aborted) return interrupted({out});
	out.say(sayTrouble(why));
	return isRefusal(why) ? exitOfRefusal(why.refused) : exitOfTrouble(why);
}

/** What was only read is neither done nor refused when it is cut off. */
export function interrupted({out}: Pick<Session, 'out'>): ExitCode {
	out.say('Interrupted.');
	return exitCodes.failed;
}
