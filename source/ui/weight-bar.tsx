import type {ReactElement} from 'react';
import {displayWidth} from '../terminal/width.ts';
import {fitted} from './fit.ts';
import {cell, type Line, type Segment, segment} from './line.ts';
import {Lines} from './lines.tsx';
import {type Look, type Theme, useTheme} from './theme.ts';

/** One backend of a split, as it is drawn. Shares are percent, 0 to 100; null where there is none. */
export type WeightRow = {
	readonly name: string;
	readonly role: 'champion' | 'challenger' | 'other';
	/** What the object says. */
	readonly set: number | null;
	/** What this operator last asked for, where it is not what the object says yet. */
	readonly asked?: number;
	/** What is being drafted: a ghost until committed. */
	readonly draft?: number;
	/** The measured share, with its uncertainty. */
	readonly seen?: string;
	/** `6/6` */
	readonly pods?: string;
	/** This is the backend the weight keys move. */
	readonly isSelected?: boolean;
};

export type WeightBarsProps = {readonly rows: readonly WeightRow[]; readonly width: number};

/** Shares as bars: the heading, then one line per backend. */
export function WeightBars({rows, width}: WeightBarsProps): ReactElement {
	const lines = weightLines(useTheme(), {rows, width});
	return <Lines lines={lines} width={width} height={lines.length} />;
}

type Layout = {readonly name: number; readonly bar: number; readonly seen: number; readonly pods: number};

const numberWidth = 7;

/** Name and bar need this much; other columns go before they shrink below it. */
const leastRoom = 16;

export function weightLines(theme: Theme, {rows, width}: WeightBarsProps): Line[] {
	const layout = layWeights(rows, width);
	return [headings(layout), ...rows.map(row => weightLine(theme, row, layout))];
}

function layWeights(rows: readonly WeightRow[], width: number): Layout {
	let room = width - 4 - 2 * numberWidth;
	const give = (wanted: number): number => {
		const given = room - wanted >= leastRoom ? wanted : 0;
		room -= given;
		return given;
	};
	const pods = give(
		widest(
			rows.map(row => row.pods ?? ''),
			'pods',
		),
	);
	const seen = give(
		widest(
			rows.map(row => row.seen ?? ''),
			'seen',
		),
	);
	const longest = Math.max(...rows.map(row => displayWidth(row.name)), 4);
	const name = Math.max(1, Math.min(longest, Math.floor(room * 0.6)));
	return {name, bar: Math.max(0, room - name), seen, pods};
}

/** Nothing where no row has one; else the widest with two blanks before it. */
function widest(texts: readonly string[], title: string): number {
	const longest = Math.max(0, ...texts.map(displayWidth));
	return longest === 0 ? 0 : Math.max(longest, title.length) + 2;
}

function headings({name, bar, seen, pods}: Layout): Line {
	return [
		segment(' '.repeat(4 + name + bar)),
		segment('asked'.padStart(numberWidth), 'dim'),
		segment('set'.padStart(numberWidth), 'dim'),
		segment(seen === 0 ? '' : 'seen'.padStart(seen), 'dim'),
		segment(pods === 0 ? '' : 'pods'.padStart(pods), 'dim'),
	];
}

function weightLine(theme: Theme, row: WeightRow, layout: Layout): Line {
	const {glyphs} = theme;
	const sign = row.role === 'champion' ? glyphs.champion : ' ';
	return [
		segment(row.isSelected ? glyphs.cursor : ' ', 'accent'),
		segment(`${sign} `, row.role),
		cell(row.name, layout.name, row.role, {cut: 'middle', ellipsis: glyphs.ellipsis}),
		segment(' '),
		...barSegments(theme, row, layout.bar),
		askedCell(theme, row),
		segment(sayShare(row.set).padStart(numberWidth)),
		segment(fitted(row.seen ?? '', layout.seen, {align: 'right'})),
		segment(fitted(row.pods ?? '', layout.pods, {align: 'right'})),
	];
}

function askedCell({glyphs}: Theme, {draft, asked, set}: WeightRow): Segment {
	if (draft !== undefined && draft !== set) {
		return segment(`${glyphs.asked}${sayShare(draft)}`.padStart(numberWidth), 'draft');
	}
	return segment(sayShare(asked ?? set).padStart(numberWidth), asked === undefined ? 'plain' : 'progress');
}

/** Solid for what stays, then what the draft adds or takes away, each by its own character. */
export function barSegments({glyphs}: Theme, {role, set, draft, asked}: WeightRow, width: number): Segment[] {
	const now = cells(set ?? 0, width);
	const then = cells(draft ?? asked ?? set ?? 0, width);
	const [stays, changes] = [Math.min(now, then), Math.abs(then - now)];
	const look: Look = draft === undefined ? 'progress' : 'draft';
	return [
		segment(glyphs.full.repeat(stays), role),
		segment((then > now ? glyphs.gain : glyphs.loss).repeat(changes), look),
		segment(glyphs.empty.repeat(width - stays - changes), 'rule'),
	];
}

/** A share above zero is never drawn as nothing. */
function cells(share: number, width: number): number {
	const whole = Math.round((Math.min(100, Math.max(0, share)) / 100) * width);
	return share > 0 ? Math.max(1, Math.min(width, whole)) : 0;
}

/** `25`, `33.3`, `-` */
export function sayShare(share: number | null): string {
	if (share === null) return '-';
	return Number.isInteger(share) ? String(share) : share.toFixed(1);
}
