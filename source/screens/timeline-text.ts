import {sayInstant} from '../journal/receipt.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {timelineOf} from '../store/timeline.ts';
import {saySeenSince} from '../store/timeline-text.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import {wrapWords} from './wrap.ts';

/** What was seen and done, one line each with its time and its source, as it is copied. */
export function timelineLines(state: State, {subject}: Screen, width: number): readonly Line[] {
	const timeline = subject && timelineOf(state, subject);
	if (timeline === undefined) return [[segment(' What this is about is gone; esc goes back.', 'dim')]];
	const days = new Set(timeline.moments.map(({at}) => sayInstant(at).slice(0, 10)));
	return [
		...wrapWords([segment(` ${saySeenSince(timeline)}.`, 'dim')], width - 1, 1),
		[],
		...timeline.moments.flatMap(({at, says, source}) => {
			const when = days.size > 1 ? sayInstant(at) : sayInstant(at).slice(11);
			const line = [
				segment(` ${when}  `, 'dim'),
				segment(neutral(says)),
				segment(`  ${neutral(source)}`, 'dim'),
			];
			return wrapWords(line, width - 1, when.length + 3);
		}),
	];
}
