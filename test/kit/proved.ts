import type {Proved} from '../../source/journal/proved.ts';
import {noon} from '../screens/world.ts';

/** What the journal keeps once the drain of `drained.ts` is proved. */
export const proved: Proved = {
	at: noon + 60_000,
	says: 'Nothing reaches cards-v2 any more, as far as is counted.',
	isSure: true,
	versions: [{name: 'cards-v2', lastAt: noon + 4000, until: noon + 60_000}],
	steps: [
		{at: noon, says: 'written'},
		{says: 'programmed: nobody reports when the data plane has it'},
		{at: noon + 4000, says: 'last request on cards-v2 by then, none more until 12:01:00 UTC'},
	],
};
