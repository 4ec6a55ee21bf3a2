import type {ReactElement} from 'react';
import type {Health} from '../model/health.ts';
import {shorten} from './fit.ts';
import {type Line, type Segment, segment, spread} from './line.ts';
import {Lines} from './lines.tsx';
import {type Look, type Theme, useTheme} from './theme.ts';

export type HeaderProps = {
	readonly width: number;
	readonly context: string;
	/** Undefined: all namespaces. */
	readonly namespace: string | undefined;
	/** What kind of cluster this is, as a word and a look: never by colour alone. */
	readonly place: {readonly word: string; readonly look: Look};
	/** `read-only`, `armed, 12 min left`; empty where there is nothing to say. */
	readonly mode: string;
	readonly isArmed?: boolean;
	readonly health: Health | undefined;
	/** Milliseconds since the epoch, to say how old stale data is. */
	readonly now: number;
};

/** The one line at the top. Nothing in it ticks: a still screen sends nothing. */
export function Header(props: HeaderProps): ReactElement {
	const theme = useTheme();
	return <Lines lines={[headerLine(theme, props)]} width={props.width} height={1} />;
}

export function headerLine(theme: Theme, props: HeaderProps): Line {
	const {context, namespace = 'all', place, mode, isArmed, health, now, width} = props;
	const link = sayHealth(health, now);
	const right: Segment[] = [
		segment(` ${place.word} `, place.look),
		...(mode === '' ? [] : [segment(' '), segment(isArmed ? ` ${mode} ` : mode, isArmed ? 'armed' : 'dim')]),
		segment('  '),
		segment(`${theme.signs[link.tone]} ${link.says}`, link.tone),
		segment(' '),
	];
	// The right side is what must not be lost, so the names give way first.
	const room = width - right.reduce((sum, {text}) => sum + text.length, 0) - 1;
	const isBrand = room > 40;
	const names = room - (isBrand ? 9 : 1);
	const space = shorten(namespace, Math.max(3, Math.floor(names * 0.4)), theme.glyphs.ellipsis, 'middle');
	const cluster = shorten(context, Math.max(3, names - space.length - 3), theme.glyphs.ellipsis, 'middle');
	const left: Segment[] = [
		segment(isBrand ? ' sluice  ' : ' ', 'title'),
		segment(cluster, 'accent'),
		segment(' / ', 'dim'),
		segment(space, 'plain'),
	];
	return spread(left, right, width, theme.glyphs.ellipsis);
}

/** What the header says of a stream, with the tone to say it in. */
export function sayHealth(
	health: Health | undefined,
	now: number,
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
			return sayStale(now - health.since);
		case 'denied':
			return {says: 'denied', tone: 'bad'};
		case 'absent':
			return {says: 'not served', tone: 'dim'};
	}
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
