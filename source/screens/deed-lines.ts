import type {Deed} from '../model/deed.ts';
import {sayTimeOfDay} from '../model/moment.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';

/** Of a large rollout the newest are shown; the pods themselves stand in their list. */
const mostShown = 12;

/** What the orchestrator really did with containers for a change, oldest first, beside what was asked. */
export function deedLines(deeds: readonly Deed[] = []): readonly Line[] {
	if (deeds.length === 0) return [];
	const left = deeds.length - mostShown;
	return [
		[],
		[segment(`  What the orchestrator did${left > 0 ? `, ${left} earlier left out` : ''}`, 'title')],
		...deeds.slice(-mostShown).map(deedLine),
	];
}

export function deedLine({at, says}: Deed): Line {
	return [segment(`  ${sayTimeOfDay(at)}  `, 'dim'), segment(neutral(says))];
}
