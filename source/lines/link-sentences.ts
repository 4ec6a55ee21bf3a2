import type {LinkPicture, Picture} from './picture.ts';
import {listed, type Sentence, said, sayLength, sayTime, withoutKeys} from './sentence.ts';

type Lost = Extract<LinkPicture, {readonly state: 'lost'}>;

/** How often it is said again that the connection is lost. */
const reminderMs = 60_000;

/** A lost connection is told at once, again every minute, and when it is proved to be back. */
export function linkSentences(former: Picture, present: Picture): readonly Sentence[] {
	const [before, after] = [former.link, present.link];
	if (after.state === 'lost') {
		if (before.state !== 'lost' || before.isWhole !== after.isWhole) return [lost(after, present)];
		if (before.trouble.says !== after.trouble.says) return [said(`Still lost: ${after.trouble.says}`)];
		return minutes(after, present.now) > minutes(after, former.now) ? [stillLost(after, present)] : [];
	}
	if (after.state === 'current' && before.state === 'lost') return [back(before, present)];
	if (after.state === 'current' && before.state === 'connecting')
		return [said('All that is followed has been read')];
	return [];
}

function minutes({since}: Lost, now: number): number {
	return Math.floor((now - since) / reminderMs);
}

/** In front of anything told of a cluster that cannot be seen. */
export function lost(link: Lost, {context}: Pick<Picture, 'context'>): Sentence {
	const {trouble, since, views, isWhole} = link;
	const what = isWhole ? `The connection to ${context} is lost` : `No more news of ${listed(views, 5)}`;
	return said(
		`${what}: ${trouble.says}`,
		trouble.hint && withoutKeys(trouble.hint),
		`What is known of ${isWhole ? 'it' : 'them'} is as of ${sayTime(since)}`,
	);
}

function stillLost({since, trouble, views, isWhole}: Lost, {context, now}: Picture): Sentence {
	const what = isWhole ? `Still no connection to ${context}` : `Still no news of ${listed(views, 5)}`;
	return said(`${what}, for ${sayLength(now - since)}: ${trouble.says}`);
}

function back({since, isWhole, views}: Lost, {context, now}: Picture): Sentence {
	const what = isWhole
		? `The connection to ${context} is back`
		: `There is news of ${listed(views, 5)} again`;
	return said(
		`${what}, proved by the server's answer, after ${sayLength(now - since)}`,
		'What is told is current',
	);
}
