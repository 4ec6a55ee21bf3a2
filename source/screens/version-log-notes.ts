import type {PodRow} from '../resources/pod-row.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {mostVersionLines, type VersionLog} from '../store/version-logs.ts';
import {type Compared, hasLog, mostPods, type Pair, podsCompared} from '../store/versions.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {wrapWords} from './wrap.ts';

/** So many notes leave room for what they are about. */
const mostNotes = 4;

/** What is not to be seen of the logs, pod by pod: that nothing began yet, broke off, or is not followed. */
export function versionNotes(
	{signs}: Theme,
	state: State,
	screen: Screen,
	{champion, challenger}: Pair,
	width: number,
): readonly Line[] {
	const notes = [champion, challenger].flatMap(version =>
		version === undefined ? [] : notesOf(state, screen, version),
	);
	const shown = notes.slice(0, mostNotes);
	const more = notes.length - shown.length;
	return [
		...shown.flatMap(({says, isBad}) => {
			const tone = isBad ? 'warning' : 'dim';
			return wrapWords([segment(` ${signs[tone]} ${neutral(says)}`, tone)], width - 1, 3).slice(0, 2);
		}),
		...(more > 0 ? [[segment(`   and ${more} more notes like these`, 'dim')]] : []),
	];
}

type Note = {readonly says: string; readonly isBad: boolean};

function notesOf(state: State, {subject, isPrevious}: Screen, version: Compared): readonly Note[] {
	const pods = podsCompared(state, version);
	if (pods.length === 0) return [{says: `${version.name} has no pods.`, isBad: true}];
	const followed = pods.slice(0, mostPods);
	const {versionLogs} = state;
	const logs = versionLogs?.of === subject?.uid ? Object.values(versionLogs?.logs ?? {}) : [];
	const lines = versionLogs?.lines[version.name]?.length ?? 0;
	return [
		...followed.flatMap(pod =>
			podNote(
				pod,
				logs.filter(log => log.pod === pod.uid && (isPrevious || !log.isPrevious)),
			),
		),
		...(pods.length > followed.length
			? [
					{
						says: `${pods.length - followed.length} of the ${pods.length} pods of ${version.name} are not followed: those in trouble and the newest are.`,
						isBad: false,
					},
				]
			: []),
		...(lines >= mostVersionLines
			? [{says: `Of ${version.name} the last ${mostVersionLines} lines are kept.`, isBad: false}]
			: []),
	];
}

function podNote(pod: PodRow, logs: readonly VersionLog[]): readonly Note[] {
	const {name, status, trouble, restarts} = pod;
	if (!hasLog(pod))
		return [{says: `${name} has not started: ${trouble?.says ?? status}`, isBad: trouble !== undefined}];
	const troubled = logs.findLast(log => log.trouble !== undefined);
	if (troubled?.trouble !== undefined) {
		const going = troubled.isOver ? '' : ' It is read on from its last line.';
		return [{says: `${name}: ${troubled.trouble.says}${going}`, isBad: true}];
	}
	const present = logs.findLast(log => !log.isPrevious);
	if (present?.isOver) {
		const again = restarts > 0 ? `, after ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}` : '';
		return [{says: `${name} writes no more: ${trouble?.says ?? status}${again}.`, isBad: true}];
	}
	return [];
}
