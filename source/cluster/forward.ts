import net from 'node:net';
import type {Clock} from '../model/clock.ts';
import type {Stop} from '../model/cluster.ts';
import type {Forwarding, ForwardState} from '../model/line.ts';
import type {Permit} from '../model/permit.ts';
import type {Forward, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {backoffMs} from './backoff.ts';
import {connectToPod} from './forward-connection.ts';
import {openLine, samePod} from './open-line.ts';
import {findPod, type Reached} from './ready-pod.ts';
import type {Transport} from './transport.ts';

/** How often the pod is looked at, so that its successor is found before somebody connects. */
const lookMs = 2000;
/** So long a connection waits for a pod to be ready. */
const patienceMs = 10_000;

/**
 * Listens on this machine only, and leads each connection to a pod of the
 * permitted step: to its successor once it is gone, and on after an outage.
 * Every connection is a line of its own.
 */
export async function forward(
	{
		transport,
		clock,
		luck,
	}: {readonly transport: Transport; readonly clock: Clock; readonly luck: () => number},
	permit: Permit,
	step: Step,
): Promise<Answer<Forwarding>> {
	const {leads} = step;
	if (leads === undefined) throw new Error('the step leads nowhere');
	const same = await samePod(transport, step.target, new AbortController().signal);
	if (!same.ok) return same;
	const server = net.createServer({allowHalfOpen: false, pauseOnConnect: true});
	const asked = await listen(server, leads.local);
	const listening = !asked.ok && leads.isElsewhere ? await listen(server, 0) : asked;
	if (!listening.ok) return listening;
	const stopping = new AbortController();
	const {signal} = stopping;
	const sockets = new Set<net.Socket>();
	const listeners = new Set<(state: ForwardState) => void>();
	const waiting = new Set<() => void>();
	const first: Reached = {pod: step.target, port: leads.remote};
	let reached: Reached | undefined = first;
	let attempt = 0;
	let cancelLook: Stop = () => {};
	let isLooking = false;
	let state: ForwardState = {
		local: listening.value,
		pod: step.target.name,
		open: 0,
		connections: 0,
		bytesIn: 0,
		bytesOut: 0,
		says: `127.0.0.1:${listening.value} leads to port ${leads.remote} of ${sayRef(step.target)}.`,
	};
	let finish: (state: ForwardState) => void = () => {};
	const ended = new Promise<ForwardState>(resolve => {
		finish = resolve;
	});

	function change(next: Partial<ForwardState>): void {
		state = {...state, ...next};
		for (const call of listeners) call(state);
	}

	/** Where it leads by now; said where that is another pod, or none. */
	async function look(): Promise<void> {
		if (isLooking || signal.aborted) return;
		isLooking = true;
		cancelLook();
		const found = await findPod(transport, leads!, reached?.pod, signal);
		isLooking = false;
		if (signal.aborted) return;
		attempt = found.ok ? 0 : attempt + 1;
		if (found.ok) attach(found.value);
		else lose(found.trouble, leads!);
		cancelLook = clock.after(found.ok ? lookMs : Math.max(lookMs / 4, backoffMs(attempt, luck())), look);
	}

	function attach(found: Reached): void {
		const isOther = found.pod.uid !== reached?.pod.uid;
		const wasLost = state.trouble !== undefined;
		reached = found;
		if (isOther || wasLost) {
			const again = wasLost || isOther ? 'It leads on' : 'It leads';
			change({
				pod: found.pod.name,
				trouble: undefined,
				says: `${again} to port ${found.port} of ${sayRef(found.pod)}.`,
			});
		}
		for (const call of [...waiting]) call();
	}

	/** An outage says nothing of the pod: it is kept, and only the trouble is told. */
	function lose(trouble: Trouble, {of}: Forward): void {
		const isGone = trouble.reason === 'not-found';
		if (isGone) reached = undefined;
		const isSame = state.trouble?.says === trouble.says;
		if (isSame) return;
		const says = isGone ? `No pod of ${sayRef(of)} is ready: it waits for one.` : trouble.says;
		change({trouble, says, ...(isGone && {pod: undefined})});
	}

	function podSoon(): Promise<Reached | undefined> {
		if (reached !== undefined && state.trouble === undefined) return Promise.resolve(reached);
		return new Promise(resolve => {
			const over = () => {
				waiting.delete(over);
				cancel();
				resolve(state.trouble === undefined ? reached : undefined);
			};
			const cancel = clock.after(patienceMs, over);
			waiting.add(over);
			void look();
		});
	}

	async function lead(socket: net.Socket): Promise<void> {
		sockets.add(socket);
		change({open: state.open + 1, connections: state.connections + 1});
		socket.on('error', () => socket.destroy());
		socket.on('close', () => {
			sockets.delete(socket);
			if (!signal.aborted) change({open: state.open - 1});
		});
		for (let tries = 0; tries < 2 && !socket.destroyed; tries += 1) {
			const to = await podSoon();
			if (to === undefined || signal.aborted || socket.destroyed) break;
			const opened = await openLine(transport, permit, step, {
				pod: to.pod,
				subresource: 'portforward',
				query: {ports: to.port},
				protocols: ['v4.channel.k8s.io'],
				doing: `forward a port to ${sayRef(to.pod)}`,
				signal,
			});
			if (opened.ok) {
				connectToPod(opened.value, socket, clock, {
					counted: (bytesIn, bytesOut) =>
						change({bytesIn: state.bytesIn + bytesIn, bytesOut: state.bytesOut + bytesOut}),
					refused: says => change({says: `${sayRef(to.pod)}: ${says}`}),
				});
				return;
			}
			// The pod may be gone since it was looked at: once more, with whatever is there now.
			if (opened.trouble.reason === 'not-found') reached = undefined;
			change({trouble: opened.trouble, says: opened.trouble.says});
		}
		socket.destroy();
	}

	server.on('connection', socket => void lead(socket));
	cancelLook = clock.after(lookMs, look);
	return answer({
		local: listening.value,
		state: () => state,
		onChange(call) {
			listeners.add(call);
			return () => listeners.delete(call);
		},
		stop() {
			if (signal.aborted) return;
			stopping.abort();
			cancelLook();
			server.close();
			for (const socket of sockets) socket.destroy();
			finish({...state, open: 0});
		},
		ended,
	});
}

function listen(server: net.Server, local: number): Promise<Answer<number>> {
	return new Promise(resolve => {
		server.once('error', (error: NodeJS.ErrnoException) => resolve(troubled(notListening(error, local))));
		server.listen(local, '127.0.0.1', () => resolve(answer((server.address() as net.AddressInfo).port)));
	});
}

function notListening({code, message}: NodeJS.ErrnoException, local: number): Trouble {
	if (code === 'EADDRINUSE')
		return {
			reason: 'invalid',
			says: `Port ${local} of this machine is in use already.`,
			hint: 'Name another one, or 0 for any that is free: 0:REMOTE.',
		};
	if (code === 'EACCES')
		return {
			reason: 'invalid',
			says: `Port ${local} of this machine is not yours to listen on.`,
			hint: 'Name one from 1024 up, or 0 for any that is free: 0:REMOTE.',
		};
	return {reason: 'invalid', says: `Port ${local} of this machine cannot be listened on: ${message}.`};
}
