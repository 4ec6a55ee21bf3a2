import type {ActionCommand, Target} from '../model/command.ts';
import type {Subject} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {autoscalerOf} from '../store/targets.ts';

/** What was typed where scaling is asked for: a number, or the bounds of whoever scales it. */
export type Scaling = {readonly replicas: number} | {readonly min?: number; readonly max?: number};

/** `5`, or bounds: `3-10`, `min 3`, `max 10`, `min 3 max 10`; or why it is neither. */
export function parseScaling(text: string): Scaling | string {
	const words = text.trim();
	if (/^\d+$/.test(words)) return limited({replicas: Number(words)});
	const [, from, to] = /^(\d+)\s*(?:-|\.\.)\s*(\d+)$/.exec(words) ?? [];
	if (from !== undefined) return ordered({min: Number(from), max: Number(to)});
	const [, min, max] = /^(?:min[ =]?\s*(\d+))?\s*(?:max[ =]?\s*(\d+))?$/.exec(words) ?? [];
	if (min === undefined && max === undefined) return 'Give a whole number, or bounds: 3-10, min 3, max 10.';
	return ordered({...(min && {min: Number(min)}), ...(max && {max: Number(max)})});
}

/** Whether bounds may still come of it. */
export function isBegun(text: string): boolean {
	return /^(?:\d+\s*(?:-|\.\.?)\s*\d*|m|mi|(?:min[ =]?\s*\d*\s*)?(?:m|ma|max[ =]?\s*\d*)?)$/.test(text);
}

function ordered(bounds: {readonly min?: number; readonly max?: number}): Scaling | string {
	const {min = 0, max = Number.POSITIVE_INFINITY} = bounds;
	return min > max ? `At least ${min} and at most ${max} is impossible.` : limited(bounds);
}

function limited(scaling: Scaling): Scaling | string {
	const beyond = Object.values(scaling).find(count => count > 100_000);
	return beyond === undefined ? scaling : `${beyond} replicas would be a mistake.`;
}

/** Why a number alone changes nothing where an autoscaler sets it again; at 0 that one rests. */
export function whyNotNumber(
	state: State,
	subjects: readonly Subject[],
	scaling: Scaling,
): string | undefined {
	if (!('replicas' in scaling) || scaling.replicas === 0) return undefined;
	for (const subject of subjects) {
		const autoscaler = autoscalerOf(state, subject);
		if (autoscaler === undefined || autoscaler.replicas === 0) continue;
		return `An autoscaler scales ${subject.name}, so give its bounds: ${autoscaler.min}-${autoscaler.max} now; 3-10, min 3 or max 10.`;
	}
	return undefined;
}

export function sayScaling(scaling: Scaling): string {
	if ('replicas' in scaling) return `Scale to ${scaling.replicas}:`;
	const {min, max} = scaling;
	return `Scale between ${min ?? 'as now'} and ${max ?? 'as now'}:`;
}

export function scalingOf(scaling: Scaling): (target: Target) => ActionCommand {
	return target =>
		'replicas' in scaling
			? {action: 'scale', target, replicas: scaling.replicas}
			: {action: 'scale-bounds', target, ...scaling};
}
