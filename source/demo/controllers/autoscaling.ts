/** The arithmetic of horizontal pod autoscaling: from use to a number of replicas. Pure, and as the autoscaler does it. */

/** A recommendation is kept this long; an autoscaler shrinks no further than the highest of them. */
export const stabilizationMs = 300_000;

/** Use within a tenth of the target is as good as the target. */
const tolerance = 0.1;

/** As many replicas as would bring the average use of `ready` pods to the target, both in percent. */
export function recommended(current: number, ready: number, use: number, target: number): number {
	const ratio = use / target;
	return Math.abs(1 - ratio) <= tolerance ? current : Math.ceil(ratio * ready);
}

export type Limited = {
	replicas: number;
	reason: 'DesiredWithinRange' | 'TooFewReplicas' | 'TooManyReplicas' | 'ScaleUpLimit';
};

/** A recommendation kept within the autoscaler's bounds, and growth within what it may do in one step. */
export function limited(recommendation: number, current: number, least: number, most: number): Limited {
	const step = Math.max(2 * current, current + 4);
	if (recommendation < least) return {replicas: least, reason: 'TooFewReplicas'};
	if (recommendation > most && most <= step) return {replicas: most, reason: 'TooManyReplicas'};
	if (recommendation > step) return {replicas: step, reason: 'ScaleUpLimit'};
	return {replicas: recommendation, reason: 'DesiredWithinRange'};
}
