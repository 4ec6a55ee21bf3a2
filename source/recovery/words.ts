import {sayTimeOfDay} from '../model/moment.ts';
import {sayDuration} from '../resources/age.ts';
import type {Account, NodeAccount, Since} from './account.ts';
import type {Gap, Moment, Reading, Workload} from './gaps.ts';
import type {Move} from './moves.ts';
import type {NodeTurn} from './recovery.ts';

/** `-2`, `+1`, `0`: how many pods there are beyond what is declared. */
export function sayDifference({declared, actual}: Pick<Reading, 'declared' | 'actual'>): string {
	const difference = actual - declared;
	return difference > 0 ? `+${difference}` : String(difference);
}

/** `Deployment boutique/cart`. */
export function sayWorkload({kind, namespace, name}: Workload): string {
	return `${kind} ${namespace}/${name}`;
}

/** `declared 6, actual 4, difference -2`. */
export function sayReading(reading: Pick<Reading, 'declared' | 'actual'>): string {
	return `declared ${reading.declared}, actual ${reading.actual}, difference ${sayDifference(reading)}`;
}

/** `since 14:03:12`; where it was so before anybody looked, since when at the latest. */
export function saySince({at, is}: Since): string {
	const time = sayTimeOfDay(at);
	return is === 'or-longer' ? `since ${time} or longer` : `since ${time}`;
}

/** Of all workloads together, as a part of a sentence. */
export function sayAll({declared, actual, short, workloads, closed}: Account): string {
	if (workloads === 0) return 'no workload declares any pods';
	const [oldest] = short;
	const longest = short.length > 1 ? 'the longest ' : '';
	if (oldest !== undefined) return `${sayReading({declared, actual})}, ${longest}${saySince(oldest.since)}`;
	const back = closed.find(({end}) => end?.is === 'back')?.end?.at;
	return `declared ${declared}, actual ${actual}: as declared${back === undefined ? '' : ` since ${sayTimeOfDay(back)}`}`;
}

/** One moment of a gap, told beside its time. */
export function sayGapMoment({declared, actual}: Moment, before: Moment | undefined): string {
	const asked =
		before === undefined || before.declared === declared
			? ''
			: ` (declared went from ${before.declared} to ${declared})`;
	if (actual >= declared) return `declared ${declared}, actual ${actual}: as declared${asked}`;
	return `${sayReading({declared, actual})}${asked}`;
}

/** How a gap ended, and how long it lasted; undefined while it is open. */
export function sayEnd({end, moments, isFoundOpen}: Gap): string | undefined {
	if (end === undefined) return undefined;
	if (end.is === 'deleted') return `deleted at ${sayTimeOfDay(end.at)}`;
	const took = sayDuration(end.at - moments[0]!.at);
	return `back to declared after ${took}${isFoundOpen ? ' or longer' : ''}`;
}

/** `node-2 disconnected since 14:03:12 (31s)`. */
export function sayStanding({name, standing: {is, since}}: NodeAccount, now: number): string {
	const when = since === undefined ? '' : ` since ${sayTimeOfDay(since)} (${sayDuration(now - since)})`;
	return `${name} ${is}${when}`;
}

/** `node-2 was ready, now disconnected`. */
export function sayTurn({node, from, to}: NodeTurn): string {
	if (to === 'retired') return `${node.name} retired, was ${from ?? 'unknown'}`;
	if (from === undefined) return `${node.name} joined`;
	return `${node.name} was ${from}, now ${to}`;
}

/** Where a pod went, as a part of a sentence. */
export function sayMove({pod, successor, at}: Move): string {
	if (successor === undefined) return `left ${pod.node}; none is made in its place yet`;
	const as = successor.name === pod.name ? '' : ` as ${successor.name}`;
	if (successor.node === '') return `left ${pod.node}; its successor ${successor.name} waits for a node`;
	const {isReady, readySince} = successor;
	const ready = !isReady
		? 'not ready yet'
		: readySince === undefined
			? 'ready'
			: `ready after ${sayDuration(Math.max(0, readySince - at))}`;
	return `moved from ${pod.node} to ${successor.node}${as}, ${ready}`;
}
