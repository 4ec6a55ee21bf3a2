import type {Json} from '../model/json.ts';

const factors: Readonly<Record<string, number>> = {m: 1, '': 1000, k: 1_000_000, M: 1_000_000_000};

/** Thousandths that a weight stands for, as a number or as a Kubernetes quantity (`500m`, `1.5`); undefined where it is finer, or is none. */
export function thousandthsIn(weight: Json | undefined): number | undefined {
	const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([mkM]?)$/.exec(textOf(weight)) ?? [];
	if (digits === undefined) return undefined;
	// A quantity of decimals is exact where floating point is not.
	const thousandths = Math.round(Number(digits) * factors[unit]! * 1e6) / 1e6;
	return Number.isSafeInteger(thousandths) ? thousandths : undefined;
}

function textOf(weight: Json | undefined): string {
	return typeof weight === 'number' || typeof weight === 'string' ? String(weight) : '';
}
