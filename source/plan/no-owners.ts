import type {Plan} from '../model/plan.ts';

/** What an empty list of owners means: "none" is only said where everybody could be looked for. */
export function sayNoOwners({areOwnersKnown, isEscape}: Plan): string {
	if (areOwnersKnown) return 'none seen who would take it back';
	return isEscape
		? 'not looked for any further: this waits for nobody'
		: 'unknown: not all of them could be looked for';
}
