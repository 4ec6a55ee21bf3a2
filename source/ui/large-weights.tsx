import type {ReactElement} from 'react';
import {displayWidth} from '../terminal/width.ts';
import {type DigitSize, digitRows, largeDigits} from './large-digits.ts';
import {type Line, lineWidth, segment, spread} from './line.ts';
import {Lines} from './lines.tsx';
import {type Look, type Theme, useTheme} from './theme.ts';
import {barSegments, sayShare, type WeightRow} from './weight-bar.tsx';

export type LargeWeightsProps = {
	readonly rows: readonly WeightRow[];
	readonly width: number;
	readonly size: DigitSize;
};

/** Shares for people in the back row: large digits and thick bars. */
export function LargeWeights(props: LargeWeightsProps): ReactElement {
	const lines = largeWeightLines(useTheme(), props);
	return <Lines lines={lines} width={props.width} height={lines.length} />;
}

/** How many lines the weights of so many backends take. */
export function largeWeightsHeight(backends: number, size: DigitSize): number {
	return backends * (digitRows[size] + 2) - 1;
}

export function largeWeightLines(theme: Theme, {rows, width, size}: LargeWeightsProps): Line[] {
	const numbers = rows.map(row => largeDigits(theme, sayShare(shownShare(row)), size));
	const numberWidth = Math.max(...numbers.map(([first = '']) => displayWidth(first)));
	return rows.flatMap((row, r) => [
		...(r > 0 ? [[]] : []),
		nameLine(theme, row, width),
		...numbers[r]!.map((digits): Line => {
			const bar = barSegments(theme, row, Math.max(0, width - numberWidth - 7));
			return [segment(`   ${digits.padStart(numberWidth)}   `, lookOf(row)), ...bar, segment(' ')];
		}),
	]);
}

/** What it would be, or is to be, before what it is. */
function shownShare({draft, asked, set}: WeightRow): number | null {
	return draft ?? asked ?? set;
}

function lookOf({role, draft, asked, set}: WeightRow): Look {
	if (draft !== undefined && draft !== set) return 'draft';
	return asked !== undefined && asked !== set ? 'progress' : role;
}

function nameLine({glyphs}: Theme, row: WeightRow, width: number): Line {
	const {name, role, pods, set, seen, isSelected} = row;
	const isMoving = shownShare(row) !== set;
	const left: Line = [
		segment(isSelected ? glyphs.cursor : ' ', 'accent'),
		segment(`${role === 'champion' ? glyphs.champion : ' '} `, role),
		segment(name, 'title'),
	];
	const moving: Line = isMoving
		? [
				segment(`  set ${sayShare(set)}`),
				segment(` ${glyphs.arrow} ${sayShare(shownShare(row))}`, lookOf(row)),
			]
		: [];
	const ready = segment(pods === undefined ? ' ' : `  pods ${pods} `, 'dim');
	const whole: Line = [...moving, segment(seen === undefined ? '' : `  seen ${seen}`), ready];
	// The name is what tells one from the other: what is seen goes before it is cut.
	const right = lineWidth(left) + lineWidth(whole) <= width ? whole : [...moving, ready];
	return spread(left, right, width, glyphs.ellipsis);
}
