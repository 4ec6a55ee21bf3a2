import type {Undo} from '../model/plan.ts';

/** How a change is taken back, in the word that every preview says before it is confirmed. */
export const undoWords: Readonly<Record<Undo['way'], string>> = {
	swap: 'reversed',
	remove: 'removed',
	withdraw: 'withdrawn',
	compensate: 'compensated',
	none: 'not at all',
};

/** `reversed: HOW`, `compensated: Roll back to revision 3 again.`, `not at all: New pods have taken their place.` */
export function sayUndo(undo: Undo, how: string): string {
	const word = undoWords[undo.way] ?? 'by a newer sluice only';
	if (undo.way === 'none') return `${word}: ${undo.because}`;
	if (undo.way === 'remove') return `${word}: undo deletes what this makes, and nothing else`;
	if (undo.way === 'withdraw')
		return `${word}: undo writes the former values back, then deletes what this makes, and nothing else`;
	return `${word}: ${undo.way === 'compensate' ? undo.says : how}`;
}
