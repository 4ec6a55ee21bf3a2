import {isSamePlace, type Pair, type Siblings} from './ingress-nginx-pairs.ts';
import type {Canary, IngressPart, PathPart} from './ingress-nginx-part.ts';

/** A total counts only above 100. */
export function totalOf({total}: Canary): number {
	return Math.max(100, wholeIn(total) ?? 100);
}

/** The part of the total that goes to the canary. */
export function weightOf(canary: Canary): number {
	return Math.min(Math.max(wholeIn(canary.weight) ?? 0, 0), totalOf(canary));
}

/** As the controller reads a number; undefined where it reads none, and then takes the weight for 0. */
function wholeIn(text: string | undefined): number | undefined {
	return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

export function weightWarnings({weight, total}: Canary, honoured: number): string[] {
	const whole = wholeIn(weight);
	const warnings: string[] = [];
	if (weight !== undefined && whole === undefined) {
		warnings.push(`The weight "${weight}" is not a whole number: ingress-nginx takes it for 0.`);
	}
	if (whole !== undefined && whole > honoured) {
		warnings.push(`The weight ${whole} is more than ${honoured}: everything goes to the canary.`);
	}
	if (whole !== undefined && whole < 0) warnings.push(`The weight ${whole} is less than 0 and counts as 0.`);
	if (total !== undefined && wholeIn(total) !== honoured) {
		warnings.push(`canary-weight-total ${total} is ignored: it counts only above 100.`);
	}
	return warnings;
}

/** `effective` are the pairs for which the weight counts. */
type Pairs = {readonly pairs: readonly Pair[]; readonly effective: readonly Pair[]};

export function pathWarnings(part: IngressPart, {pairs, effective}: Pairs, {ordinary}: Siblings): string[] {
	const alone = part.paths.filter(path => pairs.every(({canary}) => canary !== path));
	const beside = ordinary
		.flatMap(({paths}) => paths)
		.filter(path => pairs.every(({stable}) => stable !== path))
		.filter(path => effective.some(({stable}) => isSamePlace(stable, path)));
	const others = ordinary.filter(({paths}) =>
		paths.some(path => effective.some(({canary}) => isSamePlace(canary, path))),
	);
	return [
		...alone.map(path => `No ordinary Ingress takes ${sayPath(path) || 'the rest'}: nothing of it is split.`),
		...beside.map(
			path => `${sayPath(path) || 'The rest'} goes to ${path.service} too, and is split with it.`,
		),
		...others.map(
			({ref}) => `Ingress ${ref.name} sends to the canary's Service too, and may answer with errors there.`,
		),
		...(part.isSticky || pairs.some(({of}) => of.isSticky)
			? ['Sessions are sticky: clients that were served before stay where they are.']
			: []),
	];
}

/** `shop.example.com/cart`; empty for what takes everything. */
export function sayPath({host, path, type}: PathPart): string {
	return host === '' && (type === 'default' || path === '/') ? '' : `${host}${path}`;
}
