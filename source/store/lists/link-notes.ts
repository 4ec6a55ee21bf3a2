import type {Trouble} from '../../model/trouble.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {type NoteRow, note} from './note.ts';

type StaleViews = {readonly views: string[]; readonly trouble: Trouble; readonly hasData: boolean};

/** What keeps streams from telling, each cause once. */
export const streamNotes = remembering(
	(streams: State['streams'], discovery: Trouble | undefined, isShutOut: boolean): readonly NoteRow[] => {
		// That nobody lets us in stands above everything else already.
		const isSaid = ({reason}: Trouble) =>
			isShutOut && (reason === 'unauthorized' || reason === 'credentials');
		const discoverySays = discovery && !isSaid(discovery) ? discovery.says : undefined;
		const stale = new Map<string, StaleViews>();
		const unreadable: NoteRow[] = [];
		for (const [view, {health, hasListed, unreadable: names = []}] of Object.entries(streams)) {
			if (names.length > 0) unreadable.push(unreadableNote(view, names));
			if (health.state !== 'stale' || isSaid(health.trouble)) continue;
			const known = stale.get(health.trouble.says);
			if (known) known.views.push(view);
			else stale.set(health.trouble.says, {views: [view], trouble: health.trouble, hasData: hasListed});
		}
		return [
			// The line that fails for the streams fails for discovery too: that is one trouble.
			...(discoverySays === undefined || stale.has(discoverySays)
				? []
				: [note('Troubles', 'discovery', {tone: 'bad', says: discoverySays, hint: 'ctrl-r tries again.'})]),
			...[...stale.values()].map(staleNote),
			...unreadable,
		];
	},
);

/** What the server or the line does to many streams at once is one trouble. */
function staleNote({views, trouble, hasData}: StaleViews): NoteRow {
	const until = hasData ? 'Out of date until then' : 'Not read yet';
	const hint = `${trouble.hint ?? ''} ctrl-r tries at once. ${until}: ${views.join(', ')}.`.trim();
	return note('Troubles', `stale ${trouble.says}`, {
		tone: hasData ? 'warning' : 'bad',
		says: trouble.says,
		hint,
	});
}

function unreadableNote(view: string, names: readonly string[]): NoteRow {
	const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
	return note('Troubles', `unreadable ${view}`, {
		tone: 'warning',
		says: `${names.length} of ${view} cannot be read: ${names.slice(0, 3).join(', ')}${more}.`,
		hint: 'Lists and counts leave them out: a member has the wrong type. kubectl get -o yaml shows it.',
	});
}

/** From here on somebody should know: certificates and log-ins go by these clocks too. */
const saidSkewMs = 60_000;

/** The server's clock and ours, where they are far apart. */
export const clockNotes = remembering((aheadMs: number): readonly NoteRow[] => {
	if (Math.abs(aheadMs) < saidSkewMs) return [];
	const says = `The clock of the server is ${saySpan(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} the one here.`;
	const hint =
		'Ages go by the clock of the server. Compare date -u here with a clock you trust: certificates and log-ins go by it too.';
	return [note('Troubles', 'clock', {tone: 'warning', says, hint})];
});

function saySpan(spanMs: number): string {
	const minutes = Math.round(spanMs / 60_000);
	if (minutes < 120) return `${minutes} min`;
	return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 60 / 24)} days`;
}
