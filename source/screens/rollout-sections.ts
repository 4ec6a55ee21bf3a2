import type {Driven, RolloutStep} from '../model/rollout.ts';
import type {PodCount, Role, Split} from '../model/split.ts';
import {sayLeftover} from '../resources/rollouts.ts';
import {sayShares} from '../resources/splits.ts';
import {pointsOf} from '../store/history.ts';
import {revisionRows} from '../store/lists/revisions.ts';
import {isOfEngine, type LedRow} from '../store/lists/rollouts.ts';
import {splitOf, splitRows} from '../store/lists/splits.ts';
import type {State} from '../store/state.ts';
import {podsOf, rolloutSubject} from '../store/workloads.ts';
import {neutral} from '../terminal/neutral.ts';
import {chartLines} from '../ui/chart.tsx';
import {cell, type Line, lineWidth, segment} from '../ui/line.ts';
import type {Look, Theme, Tone} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {podLines} from './pod-lines.ts';
import {sayLeft, sayMoment, sayPassed} from './span-words.ts';
import {wrapWords} from './wrap.ts';

const mostPods = 8;
const mostRevisions = 6;

/** Below this height the steps far from the present one are counted, not listed. */
const roomForSteps = 40;
const stepsBefore = 1;
const stepsAfter = 5;

/** The declared steps, with the one it is at. */
export function stepSection(theme: Theme, state: State, {rollout}: LedRow): readonly Section[] {
	const {steps, stepsDone, isPromoted, isAborted} = rollout;
	if (steps.length === 0) return [];
	const isShort = state.size.rows < roomForSteps && steps.length > stepsBefore + stepsAfter + 2;
	const first = isShort ? Math.max(0, Math.min(stepsDone - stepsBefore, steps.length - stepsAfter)) : 0;
	const shown = isShort ? steps.slice(first, stepsDone + stepsAfter) : steps;
	const after = steps.length - first - shown.length;
	const lines = [
		...(first > 0 ? [[segment(`   ${first} before`, 'dim')]] : []),
		...shown.map(step => stepLine(theme, step, isAborted)),
		...(after > 0 ? [[segment(`   ${after} after`, 'dim')]] : []),
	];
	const says = isPromoted
		? 'all done'
		: isAborted
			? `none of ${steps.length} counts any more`
			: `${stepsDone} of ${steps.length} done`;
	return [{title: 'Steps', says, lines}];
}

function stepLine({glyphs}: Theme, {number, says, state}: RolloutStep, isAborted: boolean): Line {
	const isCurrent = state === 'current' && !isAborted;
	const sign = state === 'done' ? glyphs.mark : isCurrent ? glyphs.asked : ' ';
	const look: Look = state === 'done' ? 'good' : isCurrent ? 'accent' : 'plain';
	return [
		segment(` ${sign} `, look),
		segment(`${number} `.padStart(3), 'dim'),
		segment(neutral(says), isCurrent ? 'title' : state === 'done' ? 'dim' : 'plain'),
	];
}

type KnownVersion = {
	readonly role: Role | undefined;
	readonly number: number | undefined;
	readonly revision: string;
	readonly pods: PodCount | undefined;
	readonly image: string;
	readonly stopsAt?: number;
};

/** What ran and runs, newest first, with its pods: the champion, the challenger, and what one could go back to. */
export function versionSection(theme: Theme, state: State, led: LedRow, width: number): readonly Section[] {
	const known = knownVersions(state, led);
	if (known.length === 0) return [];
	const isNumbered = known.some(({number}) => number !== undefined);
	const lines = known
		.slice(0, mostRevisions)
		.map(version => versionLine(theme, state, version, {isNumbered, width}));
	const more = known.length - lines.length;
	return [
		{
			title: 'Versions',
			says: more > 0 ? `and ${more} more, z lists all` : isNumbered ? 'z lists all' : '',
			lines,
		},
	];
}

function knownVersions(state: State, {uid, rollout}: LedRow): readonly KnownVersion[] {
	const roleOf = (hash: string) => rollout.versions.find(({revision}) => revision === hash)?.role;
	const kept = revisionRows(state, uid).map(
		({revision, hash, ready, wanted, containers, stopsAt}): KnownVersion => ({
			role: roleOf(hash),
			number: revision,
			revision: hash,
			pods: {ready, wanted},
			image: containers[0]?.image ?? '',
			...(stopsAt !== undefined && wanted > 0 && {stopsAt}),
		}),
	);
	const others = rollout.versions.filter(({revision}) => !kept.some(each => each.revision === revision));
	return [
		...kept,
		...others.map(
			({role, revision, pods, image = ''}): KnownVersion => ({
				role,
				number: undefined,
				revision,
				pods,
				image,
			}),
		),
	];
}

function versionLine(
	{glyphs}: Theme,
	state: State,
	{role, number, revision, pods, image, stopsAt}: KnownVersion,
	{isNumbered, width}: {readonly isNumbered: boolean; readonly width: number},
): Line {
	const short = pods !== undefined && pods.ready < pods.wanted;
	const head: Line = [
		segment(` ${role === 'champion' ? glyphs.champion : ' '} `, role),
		...(isNumbered ? [segment(`${number ?? ''} `.padStart(5), 'dim')] : []),
		cell(neutral(revision), 12, role ?? 'dim', {cut: 'middle'}),
		cell(role === undefined ? '' : ` ${role}`, 12, 'dim'),
		cell(pods === undefined ? '' : ` ${pods.ready}/${pods.wanted} pods`, 12, short ? 'warning' : 'plain'),
	];
	const stops =
		stopsAt === undefined ? [] : [segment(`  stopped in ${sayLeft(stopsAt, state.now)}`, 'warning')];
	const room = width - lineWidth(head) - lineWidth(stops) - 2;
	return [
		...head,
		segment(' '),
		cell(neutral(image), Math.max(8, Math.min(room, image.length)), 'dim', {cut: 'middle'}),
		...stops,
	];
}

/** What happens by itself, and when. */
export function deadlineSection(state: State, {uid, rollout}: LedRow, width: number): readonly Section[] {
	// Where its ReplicaSet is known, that says it itself.
	const isNewestKnown = revisionRows(state, uid).some(({hash}) => hash === rollout.newest);
	const deadlines = rollout.deadlines.filter(({what}) => what !== 'abort-scale-down' || !isNewestKnown);
	const lines = deadlines.flatMap(({says, at}) =>
		wrapWords(
			[
				segment(`   ${at > state.now ? `in ${sayLeft(at, state.now)}` : 'due'}`.padEnd(15), 'title'),
				segment(neutral(says)),
				segment(`, ${sayMoment(at)}`, 'dim'),
			],
			width - 1,
			15,
		),
	);
	return lines.length === 0 ? [] : [{title: 'Deadlines', lines}];
}

const chartStepMs = 2000;
const chartHeight = 8;
const axisWidth = 8;

/** How the shares moved while sluice watched, where there is room for it. */
export function shareSection(theme: Theme, state: State, {uid}: LedRow, width: number): readonly Section[] {
	const split = splitOf(state, `${uid}/`);
	if (split === undefined || state.size.rows < roomForSteps) return [];
	const count = Math.max(10, width - axisWidth);
	// Whole steps: between two of them nothing moves, and nothing is sent.
	const until = Math.ceil(state.now / chartStepMs) * chartStepMs;
	const lines = chartLines(theme, {
		series: split.backends.map(({name, role}) => ({
			name: neutral(name),
			look: role,
			points: pointsOf(state.history[`share/${split.key}/${name}`], {until, stepMs: chartStepMs, count}),
		})),
		width,
		height: chartHeight,
		min: 0,
		max: 100,
		say: value => String(Math.round(value)),
	});
	return [
		{
			title: 'Share of traffic, in percent',
			says: `last ${Math.round((count * chartStepMs) / 60_000)} min`,
			lines,
		},
	];
}

/** Traps that would catch somebody now. */
export function warningSection({signs}: Theme, {rollout}: LedRow, width: number): readonly Section[] {
	const lines = rollout.warnings.flatMap(({says, hint}) =>
		wrapWords(
			[
				segment(` ${signs.warning} ${neutral(says)}`, 'warning'),
				...(hint === undefined ? [] : [segment(` ${neutral(hint)}`, 'dim')]),
			],
			width - 1,
			3,
		),
	);
	return lines.length === 0 ? [] : [{title: 'Beware', lines}];
}

/** What was left switched on or off, until somebody takes it back. */
export function leftSection({signs}: Theme, state: State, {rollout}: LedRow): readonly Section[] {
	const lines = rollout.leftovers.map(
		({what, since}): Line => [
			segment(` ${signs.warning} `, 'warning'),
			segment(sayLeftover(what), 'warning'),
			segment(` for ${sayPassed(since, state.now)}: `, 'plain'),
			segment(':resume', 'key'),
			segment(' takes it back.'),
		],
	);
	return lines.length === 0 ? [] : [{title: 'Left by sluice', lines}];
}

/** The objects its engine writes: routes with what they give each version, then the rest by name. */
export function drivenSection({glyphs}: Theme, state: State, led: LedRow, width: number): readonly Section[] {
	const driven = splitRows(state)
		.map(({split}) => split)
		.filter(split => split.drivenBy?.uid === led.uid && !isOfEngine(split));
	const others = led.rollout.drives.filter(each => !driven.some(split => isSame(each, split)));
	const splits = driven.map(
		({ref, rule, backends}): Line => [
			segment(` ${glyphs.arrow} `, 'accent'),
			segment(neutral(`${ref.resource.kind} ${ref.name}${rule === '' ? '' : ` rule ${rule}`}`)),
			segment(`  ${sayShares(backends)}`, 'title'),
			segment(neutral(`  ${backends.map(({name}) => name).join(' / ')}`), 'dim'),
		],
	);
	const rest = others.map(sayDriven).join(', ');
	const lines = [
		...splits,
		...(rest === '' ? [] : wrapWords([segment(`   ${neutral(rest)}`, 'dim')], width - 1, 3)),
	];
	const says = driven.length === 0 ? '' : '⏎ opens the split';
	return lines.length === 0 ? [] : [{title: 'Drives', says, lines}];
}

function isSame({group, kind, namespace, name}: Driven, {ref}: Split): boolean {
	const {resource} = ref;
	return (
		resource.group === group && resource.kind === kind && ref.namespace === namespace && ref.name === name
	);
}

function sayDriven({kind, name, rule}: Driven): string {
	return `${kind} ${name}${rule === undefined ? '' : ` rule ${rule}`}`;
}

/** Who else would change the object back. */
export function ownersSection({signs}: Theme, {part}: LedRow, width: number): readonly Section[] {
	const lines = part.owners.flatMap(({name, evidence, revertsWhen}) =>
		wrapWords(
			[
				segment(
					` ${signs.warning} ${neutral(`${name} reverts changes of its spec ${revertsWhen}: ${evidence}`)}`,
				),
			],
			width - 1,
			3,
		),
	);
	return lines.length === 0 ? [] : [{title: 'Owners', lines}];
}

/** The pods of all its versions, those that fare badly first. */
export function podsSection(theme: Theme, state: State, led: LedRow, width: number): readonly Section[] {
	const pods = podsOf(state, rolloutSubject(led)) ?? [];
	if (pods.length === 0) return [];
	const says = `${pods.length}`;
	return [{title: 'Pods', says, lines: podLines(theme, state, pods, {width, most: mostPods})}];
}

export function toneOf({rollout}: LedRow): Tone {
	const tones = {settled: 'good', moving: 'progress', waiting: 'warning', failed: 'bad'} as const;
	return tones[rollout.state];
}
