import type {Json} from '../model/json.ts';
import {textIn} from '../model/object.ts';

const units: {readonly [unit: string]: number} = {h: 3600, m: 60, s: 1, ms: 0.001};

/** `within 10 min` for an interval as Go writes it (`10m0s`); undefined where it cannot be read. */
export function withinInterval(value: Json | undefined): string | undefined {
	const text = textIn(value) ?? '';
	if (!/^(\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text)) return undefined;
	let seconds = 0;
	for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
		seconds += Number(amount) * units[unit!]!;
	}
	if (seconds >= 3600 && seconds % 3600 === 0) return `within ${seconds / 3600} h`;
	return seconds >= 60 && seconds % 60 === 0
		? `within ${seconds / 60} min`
		: `within ${Math.ceil(seconds)} s`;
}
