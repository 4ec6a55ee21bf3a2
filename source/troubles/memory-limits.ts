import {isOutOfMemory} from './crash-loops.ts';
import {after, podTroubles} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** Containers that want more memory than they may have: another log tells nothing, another limit might. */
export const memoryLimits: Cause = facts =>
	podTroubles(facts, 'crash', {
		concerns: isOutOfMemory,
		does: (_, {verb, detail}) => `${verb('keeps', 'keep')} crashing${after(', ', detail)}`,
		hint: ({about, pods}) => {
			const limit = pods[0]!.memoryLimit;
			const said = limit === undefined ? '' : `, which is ${sayMebibytes(limit)} a pod`;
			return `Raise the memory limit of ${about}${said}, or read its previous log.`;
		},
		outdoes: ['restarted'],
	});

function sayMebibytes(bytes: number): string {
	const mebibytes = bytes / 2 ** 20;
	return mebibytes >= 1024 ? `${Number((mebibytes / 1024).toFixed(1))}Gi` : `${Math.round(mebibytes)}Mi`;
}
