import type {BackendPercent} from '../model/command.ts';
import type {Split} from '../model/split.ts';
import {inAll, sharesAfter, trim} from '../traffic/weights.ts';
import {challengerOf} from './lists/splits.ts';
import type {Draft, Screen} from './screen.ts';

/** The backend the weight keys move: the one picked on the screen, else the challenger. */
export function pickedBackend(split: Split, screen: Pick<Screen, 'backend'>): string {
	const isThere = split.backends.some(({name}) => name === screen.backend);
	return isThere ? screen.backend! : (challengerOf(split)?.name ?? split.backends[0]!.name);
}

/** The shares a draft would give, in the order of the backends; undefined where the backends changed under it. */
export function draftShares(split: Split, draft: Draft | undefined): readonly number[] | undefined {
	if (draft === undefined) return undefined;
	const shares = sharesAfter(inAll(split), draft.percents);
	return 'fault' in shares ? undefined : shares;
}

/** A draft that gives `backend` the percentage; the others keep their proportions. */
export function draftOf(split: Split, percents: readonly BackendPercent[]): Draft {
	return {percents, expect: expectedShares(split)};
}

/** The draft with the picked backend moved by so many points, within 0 and 100. */
export function nudged(split: Split, draft: Draft | undefined, backend: string, points: number): Draft {
	const place = split.backends.findIndex(({name}) => name === backend);
	const now = draftShares(split, draft)?.[place] ?? split.backends[place]?.share ?? 0;
	const percent = Math.min(100, Math.max(0, Math.round(now + points)));
	return draftOf(split, [{backend, percent}]);
}

/**
 * Weights as typed: `25` for the picked backend, `60/30/10` for all of them in
 * order. A sentence where they cannot be taken.
 */
export function typedPercents(
	split: Split,
	backend: string,
	text: string,
): readonly BackendPercent[] | string {
	const parts = text
		.replaceAll('%', '')
		.split('/')
		.map(part => part.trim());
	if (text.trim() === '') return 'Type a percentage, or all of them like 75/25.';
	if (!parts.every(part => /^\d{1,3}(\.\d{1,2})?$/.test(part)))
		return 'Percentages are numbers from 0 to 100.';
	const {backends} = split;
	if (parts.length !== 1 && parts.length !== backends.length) {
		return `${backends.length} backends: type one number, or ${backends.length} of them.`;
	}
	const percents = parts.map((part, p) => ({
		backend: parts.length === 1 ? backend : backends[p]!.name,
		percent: Number(part),
	}));
	const shares = sharesAfter(inAll(split), percents);
	return 'fault' in shares ? `${shares.fault.charAt(0).toUpperCase()}${shares.fault.slice(1)}.` : percents;
}

/** What stood on the screen; shares by ready pods move by themselves and are left to the plan's own guards. */
function expectedShares({backends}: Split): readonly BackendPercent[] {
	if (backends.some(({weightAt}) => weightAt?.form === 'replicas')) return [];
	return backends.flatMap(({name, share}) => (share === null ? [] : [{backend: name, percent: share}]));
}

/** `75/25` */
export function sayPercents(shares: readonly (number | null)[]): string {
	return shares.map(share => (share === null ? '-' : trim(share))).join('/');
}
