import {inCell, sayInstant} from '../journal/receipt.ts';
import type {Timeline} from './timeline.ts';

/** From when on sluice watched, in a sentence: what is not in the timeline before that may have happened all the same. */
export function saySeenSince({seenSince}: Timeline): string {
	return seenSince === undefined
		? 'Its shares were not watched: only the journal tells'
		: `Seen since ${sayInstant(seenSince)}; before that unknown, but for what the journal tells`;
}

/** For an incident's page or channel. */
export function timelineMarkdown(timeline: Timeline): string {
	const {about, context, server, madeAt, moments} = timeline;
	return [
		`### Timeline of ${inCell(about)}`,
		'',
		`Context ${inCell(context)} (${inCell(server)}), as of ${sayInstant(madeAt)}. ${inCell(saySeenSince(timeline))}.`,
		'',
		'| When | What | Source |',
		'|---|---|---|',
		...moments.map(({at, says, source}) => `| ${sayInstant(at)} | ${inCell(says)} | ${inCell(source)} |`),
	].join('\n');
}
