import type {SplitRow} from '../resources/splits.ts';
import type {Row} from '../resources/view.ts';
import {type Listing, listingOf} from '../store/listing.ts';
import type {LedRow} from '../store/lists/rollouts.ts';
import type {Screen} from '../store/screen.ts';
import {factsOf, rowsOf, viewOf} from '../store/select.ts';
import type {State} from '../store/state.ts';
import {sayRollout} from './rollout-sentences.ts';
import {type Sentence, said} from './sentence.ts';
import {saySplit} from './split-sentences.ts';

/** So many rows are told at once; a filter finds others. */
const most = 40;

/** The rows of a list, a sentence each; undefined while they have not been read. */
export function listSentences(state: State, screen: Screen): readonly Sentence[] | undefined {
	const listing = listingOf(state, screen);
	const health = listing?.health;
	if (health?.state === 'denied') return [said(health.trouble.says, health.trouble.hint)];
	if (health?.state === 'absent') return [said('The server does not serve this kind')];
	if (listing === undefined || !listing.hasListed) return undefined;
	const rows = rowsOf(state, screen);
	const rest = rows.length - most;
	const what = screen.view || screen.name;
	return [
		said(rows.length === 0 ? `There is nothing in ${what}` : `${what}, ${rows.length} in all:`),
		...rows.slice(0, most).map(row => sayRow(state, screen, listing, row)),
		...(rest > 0 ? [said(`And ${rest} more: ${what} /TEXT lists those that hold the text`)] : []),
	];
}

function sayRow(state: State, screen: Screen, {view}: Listing, row: Row): Sentence {
	if (screen.view === 'splits') return said(saySplit((row as SplitRow).split));
	if (screen.view === 'rollouts') return sayRollout(row as LedRow);
	const facts = factsOf(state, viewOf(screen));
	const cells = view.columns
		.filter(
			({isWide, priority, title}) => !isWide && priority <= 3 && title !== 'NAME' && title !== 'NAMESPACE',
		)
		.map(column => ({title: column.title.toLowerCase(), cell: column.cell(row, facts)}))
		.filter(({cell}) => cell !== '' && cell !== '<none>' && cell !== 'n/a');
	const name = row.namespace === '' ? row.name : `${row.namespace}/${row.name}`;
	return said([name, ...cells.map(({title, cell}) => `${title} ${cell}`)].filter(Boolean).join(', '));
}
