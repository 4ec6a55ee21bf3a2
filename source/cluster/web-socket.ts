import {randomBytes} from 'node:crypto';
import type {Duplex} from 'node:stream';
import type {Clock} from '../model/clock.ts';

/** What goes both ways over one upgraded connection (RFC 6455): whole messages of bytes. */
export type WebSocketLine = {
	/** False where the other end is slower than what is sent: `whenTaken` tells once it has caught up. */
	send(message: Uint8Array): boolean;
	whenTaken(call: () => void): void;
	/** Nothing is read meanwhile, so that the other end waits. */
	pause(): void;
	resume(): void;
	/** Ends it from here; `ended` is told all the same. */
	close(): void;
};

type Heard = {
	message(bytes: Buffer): void;
	/** Once, however it ended; an error where the line broke. */
	ended(error: Error | undefined): void;
};

const opcodes = {continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10} as const;

/** A dead line says nothing by itself: it is asked this often, and given up where it is silent for so long. */
const pingMs = 15_000;
const silenceMs = 35_000;
/** No server sends a frame that is nearly as large. */
const mostBytes = 16 * 1024 * 1024;

/** Speaks over a connection whose upgrade the server has agreed to; `head` is what came with its answer. */
export function webSocketLine(socket: Duplex, head: Buffer, clock: Clock, heard: Heard): WebSocketLine {
	let rest: Buffer = Buffer.alloc(0);
	let parts: Buffer[] = [];
	let heardAt = clock.now();
	let isOver = false;
	let isPaused = false;
	let cancelPing = clock.after(pingMs, ping);

	function end(error: Error | undefined): void {
		if (isOver) return;
		isOver = true;
		cancelPing();
		socket.destroy();
		heard.ended(error);
	}

	function ping(): void {
		// Whoever reads nothing hears nothing.
		if (isPaused) heardAt = clock.now();
		if (clock.now() - heardAt > silenceMs) {
			end(Object.assign(new Error('the line is silent'), {code: 'ETIMEDOUT'}));
			return;
		}
		socket.write(frame(opcodes.ping, Buffer.alloc(0)));
		cancelPing = clock.after(pingMs, ping);
	}

	function hear(bytes: Buffer): void {
		heardAt = clock.now();
		rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
		for (;;) {
			const read = readFrame(rest);
			if (read === undefined || isOver) return;
			if (read instanceof Error) {
				end(read);
				return;
			}
			rest = rest.subarray(read.length);
			take(read);
		}
	}

	function take({opcode, isFinal, payload}: Frame): void {
		switch (opcode) {
			case opcodes.ping:
				socket.write(frame(opcodes.pong, payload));
				return;
			case opcodes.pong:
				return;
			case opcodes.close:
				socket.write(frame(opcodes.close, payload.subarray(0, 2)));
				end(closedBecause(payload));
				return;
			default:
				parts.push(payload);
				if (!isFinal) return;
				heard.message(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
				parts = [];
		}
	}

	socket.on('data', hear);
	socket.on('error', end);
	socket.on('close', () => end(Object.assign(new Error('cut'), {code: 'ECONNRESET'})));
	if (head.length > 0) setImmediate(() => hear(head));
	return {
		send: message => !isOver && socket.write(frame(opcodes.binary, message)),
		whenTaken(call) {
			if (isOver) return call();
			socket.once('drain', call);
			socket.once('close', call);
		},
		pause() {
			isPaused = true;
			socket.pause();
		},
		resume() {
			isPaused = false;
			heardAt = clock.now();
			socket.resume();
		},
		close() {
			if (isOver) return;
			socket.write(frame(opcodes.close, Buffer.from([0x03, 0xe8])));
			end(undefined);
		},
	};
}

/** 1000 is a normal end; servers that say nothing mean one too. */
function closedBecause(payload: Buffer): Error | undefined {
	const code = payload.length < 2 ? 1000 : payload.readUInt16BE(0);
	if (code === 1000 || code === 1005) return undefined;
	return new Error(payload.subarray(2).toString() || `the line was closed with code ${code}`);
}

type Frame = {
	readonly opcode: number;
	readonly isFinal: boolean;
	readonly payload: Buffer;
	readonly length: number;
};

/** The first frame; undefined while it is not there as a whole. */
function readFrame(bytes: Buffer): Frame | Error | undefined {
	if (bytes.length < 2) return undefined;
	const [first, second] = [bytes[0]!, bytes[1]!];
	// Nothing was agreed on that would set the reserved bits, and servers mask nothing.
	if ((first & 0x70) !== 0 || (second & 0x80) !== 0) return notOurs();
	const short = second & 0x7f;
	const at = short === 126 ? 4 : short === 127 ? 10 : 2;
	if (bytes.length < at) return undefined;
	const size = at === 4 ? bytes.readUInt16BE(2) : at === 10 ? Number(bytes.readBigUInt64BE(2)) : short;
	if (size > mostBytes) return notOurs();
	if (bytes.length < at + size) return undefined;
	const payload = bytes.subarray(at, at + size);
	return {opcode: first & 0x0f, isFinal: (first & 0x80) !== 0, payload, length: at + size};
}

function notOurs(): Error {
	return Object.assign(new Error('what came over the line is no WebSocket'), {code: 'HPE_FRAME'});
}

/** Whole and masked, as a client's must be. */
function frame(opcode: number, payload: Uint8Array): Buffer {
	const size = payload.length;
	const at = size < 126 ? 2 : size < 65_536 ? 4 : 10;
	const bytes = Buffer.alloc(at + 4 + size);
	bytes[0] = 0x80 | opcode;
	bytes[1] = 0x80 | (at === 2 ? size : at === 4 ? 126 : 127);
	if (at === 4) bytes.writeUInt16BE(size, 2);
	if (at === 10) bytes.writeBigUInt64BE(BigInt(size), 2);
	const mask = randomBytes(4);
	mask.copy(bytes, at);
	for (let index = 0; index < size; index += 1) bytes[at + 4 + index] = payload[index]! ^ mask[index & 3]!;
	return bytes;
}
