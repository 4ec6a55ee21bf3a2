/** What the scheduler says of a pod that found no node. Pure. */
import type {Rejection} from './scheduler-filters.ts';

/** In the words of the PodScheduled condition; `helpless` says why ending pods would not help, if it would not. */
export function unschedulable(rejections: readonly Rejection[], helpless?: string): string {
	if (rejections.length === 0) return 'no nodes available to schedule pods';
	// No resource claims are ever allocated here, so there are never any to take back.
	const preemption = helpless === undefined ? '' : ` no new claims to deallocate, preemption: ${helpless}`;
	return `${available(rejections)}${preemption}`;
}

/** None of the nodes, and what is said of them. */
export function available(rejections: readonly Rejection[]): string {
	return `0/${rejections.length} nodes are available: ${listed(rejections.flatMap(({says}) => says))}.`;
}

/** How often each thing is said, in the order of the text: `1 Too many pods, 2 Insufficient cpu`. */
function listed(reasons: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	return [...counts]
		.map(([reason, count]) => `${count} ${reason}`)
		.sort()
		.join(', ');
}
