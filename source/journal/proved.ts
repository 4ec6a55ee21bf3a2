import {sayMoment} from '../model/moment.ts';
import type {Proof} from '../model/proof.ts';

/** What was proved of a drain once it was: what is read later may know less. */
export type Proved = {
	/** When it was proved: the last counts that it goes by. Milliseconds since the epoch, as all times of it. */
	readonly at: number;
	/** What it comes to. */
	readonly says: string;
	/** So much silence is no chance. */
	readonly isSure: boolean;
	/** Of each version that was taken out: the last request that was counted, where one was, and until when none was. */
	readonly versions: readonly {readonly name: string; readonly lastAt?: number; readonly until: number}[];
	/** Each step as it was said. */
	readonly steps: readonly {readonly at?: number; readonly says: string}[];
};

/** What is to be kept of a proof; undefined while there is none, or one that knows as much is kept. */
export function provedBy(
	{versions, verdict}: Proof,
	steps: Proved['steps'],
	kept: Proved | undefined,
): Proved | undefined {
	if (verdict.state !== 'proved') return undefined;
	const quiet = versions.flatMap(each => (each.state === 'quiet' ? [each] : []));
	const isLater = quiet.some(({name, lastAt = 0}) => {
		return lastAt > (kept?.versions.find(each => each.name === name)?.lastAt ?? 0);
	});
	if (kept !== undefined && !isLater && (kept.isSure || !verdict.isSure)) return undefined;
	return {
		at: Math.max(...quiet.map(({until}) => until)),
		says: verdict.says,
		isSure: verdict.isSure,
		versions: quiet.map(({name, lastAt, until}) => ({name, ...(lastAt !== undefined && {lastAt}), until})),
		steps: steps.map(({at, says}) => ({...(at !== undefined && {at}), says})),
	};
}

/** The whole of it as plain lines, for a receipt. */
export function provedText({at, says, steps}: Proved): readonly string[] {
	return [
		...steps.map(step => (step.at === undefined ? step.says : `${sayMoment(step.at)}  ${step.says}`)),
		`${sayMoment(at)}  ${says}`,
	];
}
