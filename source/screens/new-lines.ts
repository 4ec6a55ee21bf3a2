import {comparedShapes, type Shape, shapeOf} from '../model/line-shape.ts';
import {sayTimeOfDay} from '../model/moment.ts';
import {remembering} from '../store/remembering.ts';
import type {VersionLine} from '../store/version-logs.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, lineWidth, segment, spread} from '../ui/line.ts';
import {logLine} from './log-text.ts';
import {cellLines, type Layout} from './version-log-cells.ts';

const shapes = new WeakMap<VersionLine, string>();

/** A pod's own name is in many lines, and is no news. */
function shapeOfLine(line: VersionLine): string {
	const known = shapes.get(line);
	if (known !== undefined) return known;
	const text = logLine(line.text)
		.map(part => part.text)
		.join('');
	const shape = shapeOf(text.replaceAll(line.podName, '#'));
	shapes.set(line, shape);
	return shape;
}

const compared = remembering((challenger: readonly VersionLine[], champion: readonly VersionLine[]) =>
	comparedShapes(challenger, champion, shapeOfLine),
);

/** What each version says and the other does not: messages with their counts, of lines that differ in values alone. */
export function newLines(
	{
		champion,
		challenger,
	}: {readonly champion: readonly VersionLine[]; readonly challenger: readonly VersionLine[]},
	[ofChampion = '', ofChallenger = '']: readonly string[],
	layout: Layout,
): readonly Line[] {
	if (champion.length + challenger.length === 0) return [];
	const all = compared(challenger, champion);
	const name = neutral(ofChallenger);
	const basis = `${challenger.length} lines against ${champion.length} of ${neutral(ofChampion)}`;
	const more = all.filter(({here, there}) =>
		isMuchMore(here / challenger.length, here, there / champion.length),
	);
	const none =
		champion.length === 0 ? 'Nothing was read of the champion yet: all of it looks new.' : undefined;
	return [
		...section(
			`Only in ${name}`,
			basis,
			all.filter(({there}) => there === 0),
			layout,
			none,
		),
		...(more.length === 0
			? []
			: section(`Much more in ${name}`, 'of its lines 5 times as many or more, here / there', more, layout)),
		...section(
			'In both',
			'here / there',
			all.filter(shape => shape.here > 0 && shape.there > 0 && !more.includes(shape)),
			layout,
		),
		...section(
			`Only in ${neutral(ofChampion)}`,
			'',
			all.filter(({here}) => here === 0),
			layout,
		),
	];
}

const leastMore = 5;

/** By parts of all lines, as the champion may have many times the requests: what each of them fails at now and then is news in neither. */
function isMuchMore(ofLines: number, times: number, ofOther: number): boolean {
	return ofOther > 0 && times >= leastMore && ofLines >= leastMore * ofOther;
}

function section(
	title: string,
	says: string,
	found: readonly Shape<VersionLine>[],
	layout: Layout,
	warning?: string,
): readonly Line[] {
	const {theme} = layout;
	return [
		spread(
			[segment(` ${title}`, 'heading'), segment(`  ${found.length}`)],
			[segment(`${says} `, 'dim')],
			layout.width,
		),
		...(warning === undefined ? [] : [[segment(` ${theme.signs.warning} ${warning}`, 'warning')]]),
		...(found.length === 0 ? [[segment('   none', 'dim')]] : []),
		...found.flatMap(shape => shapeLines(shape, layout)),
	];
}

function shapeLines({here, there, first, isGrave}: Shape<VersionLine>, layout: Layout): readonly Line[] {
	const counts = here > 0 && there > 0 ? `${here}/${there}` : `${here + there}`;
	const tone = isGrave ? 'bad' : 'plain';
	const head = [
		segment(` ${layout.theme.signs[tone]} `, tone),
		segment(`${`${counts}x`.padStart(8)} `, 'accent'),
		segment(`${sayTimeOfDay(first.at)}  `, 'dim'),
	];
	return cellLines(first, layout.width - lineWidth(head), layout).map((cell, row) => [
		...(row === 0 ? head : [segment(' '.repeat(lineWidth(head)))]),
		...cell,
	]);
}
