import {gatherSplits, splitsMeant} from '../actions/gather-splits.ts';
import type {Target} from '../model/command.ts';
import {refOf} from '../model/object.ts';
import {type Expectation, isRefusal, type Refusal} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {waitFor} from '../perform/settle.ts';
import {trim} from '../traffic/weights.ts';
import {type ExitCode, exitCodes, exitOfRefusal, exitOfTrouble} from './exit-codes.ts';
import {resolveKind} from './kinds.ts';
import {parsePercents, parseTarget} from './parse-action.ts';
import {discovered, type Session, sayTrouble} from './session.ts';

/** `wait`: returns once what `--for` says is true, or with 4 when time is up. */
export async function wait([text, extra]: readonly string[], session: Session): Promise<ExitCode> {
	const {flags, cluster, out} = session;
	const named = parseTarget(text);
	if (isRefusal(named)) return refuse(named, session);
	if (extra !== undefined)
		return refuse({refused: 'usage', says: `"${extra}" is one word too many.`}, session);
	const served = await discovered(session);
	if ('reason' in served) {
		out.say(sayTrouble(served));
		return exitOfTrouble(served);
	}
	const resource = resolveKind(named.kind, served);
	if (isRefusal(resource)) return refuse(resource, session);
	const namespace = resource.namespaced ? (flags.namespace ?? cluster.context.namespace) : '';
	const target: Target = {resource, namespace, name: named.name};
	if (flags.for?.includes('=') && !/^ready=\d+$/.test(flags.for))
		return waitForShare(target, flags.for, session);
	return waitForObject(target, session);
}

async function waitForObject(target: Target, session: Session): Promise<ExitCode> {
	const read = await session.cluster.get(target);
	if (!read.ok) {
		session.out.say(sayTrouble(read.trouble));
		return exitOfTrouble(read.trouble);
	}
	const ref = refOf(target.resource, read.value);
	const expectation = expectationOf(session.flags.for ?? 'settled', ref);
	if (isRefusal(expectation)) return refuse(expectation, session);
	const progress = await waitFor(expectation, {
		...session,
		deadline: session.clock.now() + session.flags.timeoutMs,
		tell: () => undefined,
	});
	session.out.result(progress.says);
	return progress.isMet ? exitCodes.done : exitCodes.unsettled;
}

function expectationOf(text: string, of: Expectation['of']): Expectation | Refusal {
	const ready = /^ready=(\d+)$/.exec(text);
	if (ready) return {seen: 'ready', of, pods: Number(ready[1])};
	if (text !== 'settled') {
		return {
			refused: 'usage',
			says: `"${text}" is nothing to wait for.`,
			hint: 'Wait --for settled, ready=N, or BACKEND=PERCENT.',
		};
	}
	const isWorkload = ['deployments', 'statefulsets', 'daemonsets', 'replicasets'].includes(
		of.resource.plural,
	);
	return isWorkload ? {seen: 'rolled-out', of} : {seen: 'accepted', of, values: []};
}

async function waitForShare(target: Target, text: string, session: Session): Promise<ExitCode> {
	const percents = parsePercents([text]);
	if (isRefusal(percents)) return refuse(percents, session);
	const [{backend, percent}] = percents as [{backend: string; percent: number}];
	const deadline = session.clock.now() + session.flags.timeoutMs;
	for (;;) {
		const gathered = await gatherSplits(target, session.cluster);
		if (!gathered.ok) {
			session.out.say(sayTrouble(gathered.trouble));
			return exitOfTrouble(gathered.trouble);
		}
		const found = splitsMeant(gathered.value.facts, session.flags.rule).flatMap(split =>
			split.backends.filter(each => each.name === backend),
		);
		if (found.length === 0) {
			return refuse(
				{
					refused: 'not-found',
					says: `${sayRef(target)} has no backend ${backend}${session.flags.rule ? ` in rule ${session.flags.rule}` : ''}.`,
				},
				session,
			);
		}
		if (found.every(each => each.share !== null && Math.abs(each.share - percent) < 0.01)) {
			session.out.result(`${backend} has ${trim(percent)} %.`);
			return exitCodes.done;
		}
		if (session.clock.now() > deadline || session.signal.aborted) {
			session.out.say(
				`${backend} has ${found.map(each => (each.share === null ? 'no share' : `${trim(each.share)} %`)).join(', ')}, not ${trim(percent)} %.`,
			);
			return exitCodes.unsettled;
		}
		await new Promise<void>(resolve => session.clock.after(500, resolve));
	}
}

function refuse(refusal: Refusal, session: Session): ExitCode {
	session.out.say(sayTrouble(refusal));
	return exitOfRefusal(refusal.refused);
}
