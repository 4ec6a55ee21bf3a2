import type {IncomingMessage, ServerResponse} from 'node:http';
import {createInterface} from 'node:readline';
import {type Fault, statusOf} from './fault.ts';
import type {Befallen} from './fault-proxy.ts';

/** Hands on the events of a watch as they come, until the fault befalls it. */
export function passWatch(
	from: IncomingMessage,
	to: ServerResponse,
	befallen: Befallen,
	hold: (response: ServerResponse, heldMs?: number) => void,
): void {
	const {fault} = befallen;
	to.flushHeaders();
	let isOver = false;
	const befall = () => {
		isOver = true;
		befallen.at = Date.now();
		from.destroy();
		endOf(fault, to, hold);
	};
	const timer = 'afterMs' in fault ? setTimeout(befall, fault.afterMs) : undefined;
	to.on('close', () => clearTimeout(timer));
	const copies = fault.does === 'duplicate' ? 2 : 1;
	const events = createInterface({input: from});
	events.on('line', line => !isOver && !to.writableEnded && to.write(`${line}\n`.repeat(copies)));
	// Says again what the answer itself says.
	events.on('error', () => {});
	from.on('end', () => !isOver && to.end());
	from.on('close', () => !isOver && to.destroy());
}

const halfAnEvent = '{"type":"MODIFIED","object":{"apiVersion":"v1","kind":"Po';

function endOf(
	fault: Fault,
	to: ServerResponse,
	hold: (response: ServerResponse, heldMs?: number) => void,
): void {
	if (fault.does === 'error-event') {
		to.end(`${JSON.stringify({type: 'ERROR', object: statusOf(fault.code)})}\n`);
		return;
	}
	if (fault.does === 'end') {
		to.end();
		return;
	}
	to.write(halfAnEvent);
	if (fault.does === 'stall') hold(to, fault.heldMs);
	else setTimeout(() => to.socket?.destroy(), 20);
}
