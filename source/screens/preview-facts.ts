import type {Plan, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';

const factWidth = 10;

export const factIndent = factWidth + 2;

/** Every value before and after. */
export function valueLines({glyphs}: Theme, {lines}: Plan): readonly Line[] {
	const subject = Math.max(0, ...lines.map(line => line.subject.length));
	const from = Math.max(0, ...lines.map(line => line.from.length));
	return lines.map(line => [
		segment('  '),
		segment(neutral(line.subject).padEnd(subject + 2)),
		segment(neutral(line.from).padStart(from), 'dim'),
		segment(` ${glyphs.arrow} `, 'dim'),
		segment(neutral(line.to), line.from === line.to ? 'dim' : 'accent'),
	]);
}

export function sayStep({type, target, subresource, waitFor}: Step): string {
	if (type !== 'edit') return neutral(`${type} ${sayRef(target)}`);
	const scale = subresource === undefined ? '' : ` (${subresource})`;
	return neutral(`${sayRef(target)}${scale}${waitFor === undefined ? '' : ', and waits until it is ready'}`);
}

/** A line under the name of what it tells; under none it goes on with the one before. */
export function fact(name: string, line: Line): Line {
	return [segment(`  ${name.padEnd(factWidth)}`, 'dim'), ...line];
}
