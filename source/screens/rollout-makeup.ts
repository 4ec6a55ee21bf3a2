// What a rollout consists of: its versions, what its engine writes for it, whose it is, and its pods.
import {keyNamed} from '../commands/key-words.ts';
import type {Driven} from '../model/rollout.ts';
import type {PodCount, Role, Split} from '../model/split.ts';
import {sayShares} from '../resources/splits.ts';
import {revisionRows} from '../store/lists/revisions.ts';
import type {LedRow} from '../store/lists/rollouts.ts';
import type {State} from '../store/state.ts';
import {drivenSplits, podsOf, rolloutSubject} from '../store/workloads.ts';
import {neutral} from '../terminal/neutral.ts';
import {cell, type Line, lineWidth, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {podLines} from './pod-lines.ts';
import {sayLeft} from './span-words.ts';
import {wrapWords} from './wrap.ts';

const mostPods = 8;
const mostRevisions = 6;

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
	const allKey = keyNamed('revisions', state);
	return [
		{
			title: 'Versions',
			says: more > 0 ? `and ${more} more, ${allKey} lists all` : isNumbered ? `${allKey} lists all` : '',
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
	const stops = stopsAt === undefined ? [] : [segment(`  ${sayStop(stopsAt, state.now)}`, 'warning')];
	const room = width - lineWidth(head) - lineWidth(stops) - 2;
	return [
		...head,
		segment(' '),
		cell(neutral(image), Math.max(8, Math.min(room, image.length)), 'dim', {cut: 'middle'}),
		...stops,
	];
}

function sayStop(at: number, now: number): string {
	return at > now ? `stops in ${sayLeft(at, now)}` : 'is being stopped';
}

/** The objects its engine writes: routes with what they give each version, then the rest by name. */
export function drivenSection({glyphs}: Theme, state: State, led: LedRow, width: number): readonly Section[] {
	const driven = drivenSplits(state, led);
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
