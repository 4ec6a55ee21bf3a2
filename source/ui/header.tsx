import type {ReactElement} from 'react';
import type {Health} from '../model/health.ts';
import type {Trouble} from '../model/trouble.ts';
import {displayWidth} from '../terminal/width.ts';
import {shorten} from './fit.ts';
import {type Line, lineWidth, segment, spread} from './line.ts';
import {Lines} from './lines.tsx';
import {type Look, type Theme, useTheme} from './theme.ts';

export type HeaderProps = {
	readonly width: number;
	readonly context: string;
	/** Undefined: all namespaces. */
	readonly namespace: string | undefined;
	/** What kind of cluster this is, as a word and a look: never by colour alone. */
	readonly place: {readonly word: string; readonly look: Look};
	/** Whoever sits in between may read and change everything: the certificate is not checked, or nothing is encrypted. */
	readonly isUnsafe?: boolean;
	/** `read-only`, `armed, 12 min left`; empty where there is nothing to say. */
	readonly mode: string;
	readonly isArmed?: boolean;
	readonly health: Health | undefined;
	/** Anything was ever told; a link that never told anything is neither live nor stale. */
	readonly hasData: boolean;
	/** How time passes in the cluster, where it is not simply live: `paused`, `10x`. */
	readonly pace?: string;
	/** Milliseconds since the epoch, to say how old stale data is. */
	readonly now: number;
};

/** The one line at the top. Nothing in it ticks: a still screen sends nothing. */
export function Header(props: HeaderProps): ReactElement {
	const theme = useTheme();
	return <Lines lines={[headerLine(theme, props)]} width={props.width} height={1} />;
}

export function headerLine(theme: Theme, props: HeaderProps): Line {
	const {place, isUnsafe, isArmed, health, hasData, now, pace, width} = props;
	const link = sayPaced(sayHealth(health, now, hasData), pace);
	const end = [segment('  '), segment(`${theme.signs[link.tone]} ${link.says}`, link.tone), segment(' ')];
	const unsafe = width < roomy ? 'TLS? ' : 'TLS unchecked ';
	const warned = isUnsafe ? [segment(`${theme.signs.warning} ${unsafe}`, 'warning')] : [];
	const kind = [...warned, segment(` ${place.word} `, place.look)];
	const fixed = lineWidth([...kind, ...end]);
	const mode = shorten(props.mode, Math.max(5, width - fixed - leastNames - 3), theme.glyphs.ellipsis);
	const state = segment(isArmed ? ` ${mode} ` : mode, isArmed ? 'armed' : 'dim');
	const right = mode === '' ? [...kind, ...end] : [...kind, segment(' '), state, ...end];
	return spread(namesOf(theme, props, width - lineWidth(right)), right, width, theme.glyphs.ellipsis);
}

/** Whose cluster this is must be read even on the narrowest terminal, so the mode gives way before the names do. */
const leastNames = 14;

/** From this width on there is room to say a caution in full. */
const roomy = 76;

/** Context and namespace in so many cells; the namespace goes where there is hardly room for one name. */
function namesOf(theme: Theme, {context, namespace = 'all'}: HeaderProps, width: number): Line {
	const isBranded = width > 32;
	const start = segment(isBranded ? ' sluice  ' : ' ', 'title');
	const room = width - start.text.length - 1;
	const cut = (name: string, cells: number) => shorten(name, cells, theme.glyphs.ellipsis, 'middle');
	if (room < leastNames) return [start, segment(cut(context, room), 'accent')];
	const space = cut(namespace, Math.floor(room * 0.4));
	const cluster = cut(context, room - displayWidth(space) - 3);
	return [start, segment(cluster, 'accent'), segment(' / ', 'dim'), segment(space)];
}

type SaidLink = ReturnType<typeof sayHealth>;

/** What stands is not live, however well it is reached. */
function sayPaced(link: SaidLink, pace: string | undefined): SaidLink {
	if (pace === undefined) return link;
	if (link.says !== 'live') return {...link, says: `${link.says}, ${pace}`};
	return pace === 'paused' ? {says: pace, tone: 'warning'} : {says: `live, ${pace}`, tone: 'good'};
}

/** What the header says of a stream, with the tone to say it in. */
export function sayHealth(
	health: Health | undefined,
	now: number,
	hasData = true,
): {readonly says: string; readonly tone: 'dim' | 'good' | 'progress' | 'warning' | 'bad'} {
	if (health === undefined) return {says: 'connecting', tone: 'progress'};
	switch (health.state) {
		case 'connecting':
			return {says: 'connecting', tone: 'progress'};
		case 'listing':
			return {says: health.received > 0 ? `loading, ${health.received} so far` : 'loading', tone: 'progress'};
		case 'live':
			return {says: 'live', tone: 'good'};
		case 'polling':
			return {says: `every ${Math.round(health.everyMs / 1000)} s, watch denied`, tone: 'warning'};
		case 'stale':
			return hasData ? sayStale(now - health.since) : {says: sayNever(health.trouble), tone: 'bad'};
		case 'denied':
			return {says: 'denied', tone: 'bad'};
		case 'absent':
			return {says: 'not served', tone: 'dim'};
	}
}

/** Why there is nothing to show yet. */
function sayNever({reason}: Trouble): string {
	return reason === 'unreachable' || reason === 'timed-out' ? 'unreachable' : 'no data yet';
}

/** `stale for 30 s`: as old as the header says it. */
export function saySince(since: number, now: number): string {
	return sayStale(now - since).says;
}

/** Data up to 2 s old counts as live; older data is said in steps, so that the header does not tick every second. */
function sayStale(ageMs: number) {
	if (ageMs < 2000) return {says: 'live', tone: 'good'} as const;
	const seconds = ageMs / 1000;
	const step = [3600, 600, 60, 30, 10, 5, 2].find(least => seconds >= least) ?? 2;
	const whole = Math.floor(seconds / step) * step;
	const age = whole >= 3600 ? `${whole / 3600} h` : whole >= 60 ? `${whole / 60} min` : `${whole} s`;
	return {says: `stale for ${age}`, tone: seconds < 10 ? 'warning' : 'bad'} as const;
}
