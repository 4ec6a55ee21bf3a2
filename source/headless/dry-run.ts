import {missingReason} from '../gateway/missing-reason.ts';
import type {ActionCommand} from '../model/command.ts';
import {isRefusal, type Plan} from '../model/plan.ts';
import {isLineIntoPod} from '../model/request.ts';
import type {Trouble} from '../model/trouble.ts';
import {permitFor} from '../perform/permit-for.ts';
import {prepare} from '../perform/prepare.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import {momentOf} from './moment-of.ts';
import {failLost} from './not-there.ts';
import {sayPlan} from './say-plan.ts';
import type {Session} from './session.ts';
import {stepJson} from './step-json.ts';

/** Shows what would be written, has the server rehearse it, and ends as the real run would. */
export async function dryRun(command: ActionCommand, session: Session): Promise<ExitCode> {
	const {out} = session;
	const prepared = await prepare(command, session);
	if (!('plan' in prepared)) {
		const why = 'refusal' in prepared ? prepared.refusal : prepared.trouble;
		if ('refused' in why && why.refused === 'nothing-to-do') out.json([]);
		return isRefusal(why) ? fail(why, session) : failLost(why, command, session);
	}
	const {plan} = prepared;
	sayPlan(plan, session);
	out.json(
		plan.steps.map(step => stepJson(step, plan)),
		2,
	);
	const permit = await permitFor(plan, {...session, moment: () => momentOf(session)});
	const trouble = await rehearse(plan, session);
	const refusal = isRefusal(permit) ? permit : missingReason(permit, session.flags.reason);
	if (refusal) {
		out.say('The real run would be refused.');
		return fail(refusal, session);
	}
	if (trouble) {
		const code = fail(trouble, session);
		return trouble.reason === 'guard-failed' ? exitCodes.refused : code;
	}
	out.say(
		plan.steps.some(isLineIntoPod)
			? 'You may do it. The server rehearses no line into a pod. Nothing was opened.'
			: 'The server would accept it. Nothing was changed.',
	);
	return exitCodes.done;
}

async function rehearse({steps}: Plan, {cluster}: Session): Promise<Trouble | undefined> {
	for (const step of steps.filter(each => !each.isSequel && !isLineIntoPod(each))) {
		const rehearsed = await cluster.rehearse(step);
		if (!rehearsed.ok) return rehearsed.trouble;
	}
	return undefined;
}
