import type {Duplex} from 'node:stream';
import {objectPath} from '../model/path.ts';
import {isIssued, type Permit} from '../model/permit.ts';
import type {Step} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import type {Query} from './query.ts';
import type {Transport} from './transport.ts';

export type Opened = {readonly socket: Duplex; readonly head: Buffer; readonly protocol: string};

/** Opens a line into the pod of a permitted step. A permit that was not issued, or not for this step, is a bug and throws. */
export function openLine(
	transport: Transport,
	permit: Permit,
	step: Step,
	asked: {
		readonly pod: Ref;
		readonly subresource: 'exec' | 'portforward';
		readonly query: Query;
		readonly protocols: readonly string[];
		readonly doing: string;
		readonly signal: AbortSignal;
	},
): Promise<Answer<Opened>> {
	if (!isIssued(permit)) throw new Error('a line was opened without an issued permit');
	if (!permit.plan.steps.includes(step)) throw new Error('a line was opened with the permit of another plan');
	const {pod, subresource, query, protocols, doing, signal} = asked;
	return transport.upgrade({
		doing,
		path: objectPath(pod, subresource),
		query,
		protocols,
		signal,
		permit,
	});
}

/** The pod as it was planned for is the one that is there: the path of a line names no incarnation. */
export async function samePod(
	transport: Transport,
	pod: Ref,
	signal: AbortSignal,
): Promise<Answer<undefined>> {
	const read = await transport.json({doing: `read ${sayRef(pod)}`, path: objectPath(pod), signal});
	if (!read.ok) return read.trouble.reason === 'not-found' ? troubled(lost(pod, 'was deleted')) : read;
	const {metadata} = read.value as {readonly metadata?: {readonly uid?: string}};
	return metadata?.uid === pod.uid ? answer(undefined) : troubled(lost(pod, 'was deleted and created anew'));
}

function lost(pod: Ref, what: string): Trouble {
	return {
		reason: 'guard-failed',
		says: `${sayRef(pod)} ${what} since it was read.`,
		hint: 'Look at what is there now, and decide again.',
	};
}
