// What changed last and by whom, and what went wrong with the versions since.
import type {Entry} from '../journal/entry.ts';
import {holdsField, type ManagedEntry, managedEntries, ourManager} from '../model/managed-fields.ts';
import {sayMoment} from '../model/moment.ts';
import type {KubernetesObject} from '../model/object.ts';
import {objectIn} from '../model/object.ts';
import {templateImages} from '../resources/images.ts';
import {sayShares} from '../resources/splits.ts';
import {type Suspect, suspectsOf} from '../store/incident.ts';
import {splitRows} from '../store/lists/splits.ts';
import {type Misfortune, misfortunesOf} from '../store/misfortunes.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {wrapWords} from './wrap.ts';

/** What an object was changed to, when and by whom; the time is that of the writer's last change of anything it holds. */
type Changed = {
	readonly suspect: Suspect;
	readonly at: number | undefined;
	readonly who: string;
	readonly says: string;
};

/** The last writer of the weights and of each version's template, the newest first. */
export function changedLines(theme: Theme, state: State, screen: Screen, width: number): readonly Line[] {
	const suspects = suspectsOf(state, screen);
	const known = suspects.flatMap(suspect => changedOf(state, suspect) ?? []);
	const unread = suspects.filter(({subject}) => state.objects[subject.uid] === undefined);
	const troubles = suspects.flatMap(({subject}) => {
		const {object, trouble} = state.objects[subject.uid] ?? {};
		return object === undefined && trouble !== undefined ? [trouble.says] : [];
	});
	const sorted = [...known].sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
	return [
		...sorted.flatMap((changed, c) => changedLine(theme, state, changed, c === 0, width)),
		...[...new Set(troubles)].flatMap(says => wrapWords([segment(` ${neutral(says)}`, 'dim')], width - 1, 3)),
		...(unread.length > 0 ? [[segment('   Reading who wrote them last.', 'dim')]] : []),
	];
}

function changedOf(state: State, suspect: Suspect): Changed | undefined {
	const object = state.objects[suspect.subject.uid]?.object;
	if (object === undefined) return undefined;
	const says = suspect.what === 'weights' ? sayWeights(state, suspect) : sayImage(object);
	const entry = lastWriter(object, suspect);
	if (entry === undefined) return {suspect, at: undefined, who: 'nobody on record', says};
	const own = entry.manager === ourManager ? ownEntry(state.journal, suspect, entry) : undefined;
	const who = own === undefined ? entry.manager : `${own.who}, with sluice`;
	return {suspect, at: own?.at ?? entry.time, who, says};
}

/**
 * Of those that hold any of the fields, whoever wrote last; the status is
 * nobody's change. The controller that observes an object fills defaults into its
 * template, so it is named for that only where nobody else wrote it.
 */
function lastWriter(object: KubernetesObject, {pointers, what}: Suspect): ManagedEntry | undefined {
	const entries = managedEntries(object) ?? [];
	const writers = entries
		.filter(entry => !isOfStatus(entry) && pointers.some(pointer => holdsField(entry, object, pointer)))
		.sort((a, b) => (b.time ?? 0) - (a.time ?? 0));
	const observing = entries.filter(
		entry => isOfStatus(entry) && holdsField(entry, object, '/status/observedGeneration'),
	);
	const isObserver = ({manager}: ManagedEntry) => observing.some(each => each.manager === manager);
	const others = what === 'template' ? writers.filter(entry => !isObserver(entry)) : [];
	return others[0] ?? writers[0];
}

function isOfStatus({asRead}: ManagedEntry): boolean {
	return objectIn(asRead).subresource === 'status';
}

/** The server writes whole seconds, and its clock is not ours. */
const slackMs = 60_000;

function ownEntry(journal: readonly Entry[], {subject}: Suspect, {time}: ManagedEntry): Entry | undefined {
	return journal.find(
		({steps, applied, at}) =>
			time !== undefined &&
			Math.abs(at - time) < slackMs &&
			steps.slice(0, applied).some(({target}) => target.uid === subject.uid),
	);
}

function sayWeights(state: State, {subject}: Suspect): string {
	const rows = splitRows(state).filter(
		({split}) =>
			split.ref.uid === subject.uid || split.backends.some(({weightAt}) => weightAt?.ref.uid === subject.uid),
	);
	return rows.map(({split}) => sayShares(split.backends)).join(', ');
}

function sayImage(object: KubernetesObject): string {
	return templateImages(objectIn(objectIn(object.spec).template))
		.map(({image}) => image.split('/').at(-1))
		.join(', ');
}

function changedLine(
	{signs}: Theme,
	state: State,
	{suspect: {subject, what, role}, at, who, says}: Changed,
	isNewest: boolean,
	width: number,
): readonly Line[] {
	const tone = isNewest && at !== undefined ? 'progress' : 'plain';
	return wrapWords(
		[
			segment(` ${signs[tone]} `, tone),
			segment(at === undefined ? 'at an unknown time' : sayWhen(at, state.now), isNewest ? 'title' : 'dim'),
			segment(what === 'weights' ? '  weights ' : `  ${neutral(subject.name)} `, role ?? 'accent'),
			segment(neutral(what === 'weights' ? `of ${subject.name} ` : '')),
			segment(neutral(says)),
			segment(neutral(` by ${who}`), 'dim'),
		],
		width - 1,
		3,
	).slice(0, 2);
}

const dayMs = 86_400_000;

/** The time of day, or the day where it was another one. */
function sayWhen(at: number, now: number): string {
	return now - at < dayMs ? sayMoment(at) : new Date(at).toISOString().slice(0, 10);
}

/** Restarts and warnings of the versions, worst first; that there are none is said too, and that they cannot be known. */
export function misfortuneLines(theme: Theme, state: State, screen: Screen, width: number): readonly Line[] {
	const found = misfortunesOf(state, screen);
	const {health, hasListed = false} = state.streams.warnings ?? {};
	const unknown =
		health?.state === 'denied'
			? `Warnings are not known: ${health.trouble.says}`
			: hasListed
				? undefined
				: 'Loading warnings.';
	return [
		...found.flatMap(each => misfortuneLine(theme, state, each, width)),
		...(unknown === undefined ? [] : wrapWords([segment(`   ${neutral(unknown)}`, 'dim')], width - 1, 3)),
		...(found.length === 0 && unknown === undefined
			? [[segment('   No restarts and no warnings of either version.', 'dim')]]
			: []),
	];
}

function misfortuneLine(
	{signs}: Theme,
	state: State,
	{version, role, kind, reason, message, count, objects, last}: Misfortune,
	width: number,
): readonly Line[] {
	const isRestarts = kind === 'restarts';
	const tone = isRestarts ? 'bad' : 'warning';
	const pods = `${objects} ${objects === 1 ? 'pod' : 'pods'}`;
	const what = isRestarts
		? `${count} ${count === 1 ? 'restart' : 'restarts'} in ${pods}${reason === '' ? '' : `, last ${reason}`}`
		: `${reason}${count > 1 ? ` x${count}` : ''}`;
	const more = isRestarts ? message : `${message}${objects > 1 ? ` (${objects} objects)` : ''}`;
	return wrapWords(
		[
			segment(` ${signs[tone]} `, tone),
			segment(`${neutral(version)} `, role),
			segment(neutral(what), tone),
			segment(last === undefined ? '' : `  ${sayWhen(last, state.now)}`, 'dim'),
			segment(neutral(`  ${more}`), 'dim'),
		],
		width - 1,
		3,
	).slice(0, 2);
}

/** Both on one page, under their own words. */
export function incidentLines(theme: Theme, state: State, screen: Screen, width: number): readonly Line[] {
	return [...changedLines(theme, state, screen, width), ...misfortuneLines(theme, state, screen, width)];
}
