import type {EventEmitter} from 'node:events';

/** Who is being answered by a cluster, watches and followed logs among them. Times are in milliseconds of ours. */
export type Visitors = {
	/** Counts somebody until their response is closed. */
	receive(response: EventEmitter): void;
	/** How long nobody has been there. */
	absentMs(): number;
};

export function createVisitors(now: () => number = () => performance.now()): Visitors {
	let present = 0;
	let lastSeenMs = now();
	return {
		receive(response) {
			present++;
			response.once('close', () => {
				present--;
				lastSeenMs = now();
			});
		},
		absentMs: () => (present > 0 ? 0 : now() - lastSeenMs),
	};
}
