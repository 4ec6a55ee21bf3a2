import type net from 'node:net';
import type {Clock} from '../model/clock.ts';
import type {Opened} from './open-line.ts';
import {webSocketLine} from './web-socket.ts';

const channels = {content: 0, error: 1} as const;

/** One connection over a line of its own: bytes pass both ways, and an end of one is the end of the other. */
export function connectToPod(
	{socket: upgraded, head}: Opened,
	local: net.Socket,
	clock: Clock,
	tell: {counted(bytesIn: number, bytesOut: number): void; refused(says: string): void},
): void {
	/** The first message of each channel repeats the port. */
	const begun = new Set<number>();
	const line = webSocketLine(upgraded, head, clock, {
		message(bytes) {
			const channel = bytes[0]!;
			if (!begun.has(channel)) return void begun.add(channel);
			const content = bytes.subarray(1);
			if (channel === channels.error) {
				tell.refused(content.toString().trim());
				return line.close();
			}
			if (channel !== channels.content) return;
			tell.counted(content.length, 0);
			if (local.write(content)) return;
			line.pause();
			local.once('drain', () => line.resume());
		},
		// What was sent last is still delivered.
		ended: () => local.end(() => local.destroy()),
	});
	local.on('data', (bytes: Buffer) => {
		tell.counted(0, bytes.length);
		if (line.send(Buffer.concat([Buffer.from([channels.content]), bytes]))) return;
		local.pause();
		line.whenTaken(() => local.resume());
	});
	local.on('close', () => line.close());
	local.resume();
}
