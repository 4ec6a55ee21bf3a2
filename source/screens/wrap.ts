import {displayWidth, takeWidth} from '../terminal/width.ts';
import {type Line, type Segment, segment} from '../ui/line.ts';

/** What stands in short brackets is read as one word. */
const pieces = /\s+|\([^()]{1,24}\)\S*|\S+/g;

/** A line of prose folded between words; rows after the first begin with `indent` blanks. Words too long for a row are cut through. */
export function wrapWords(line: Line, width: number, indent = 0): Line[] {
	const rows: Segment[][] = [[]];
	let room = width;
	const breakRow = (): void => {
		rows.push(indent > 0 ? [segment(' '.repeat(indent))] : []);
		room = width - indent;
	};
	for (const part of line) {
		for (const word of part.text.match(pieces) ?? []) {
			let rest = word;
			const isBlank = rest.trim() === '';
			if (displayWidth(rest) > room && (isBlank || room < width - indent)) breakRow();
			if (isBlank && room === width - indent && rows.length > 1) continue;
			while (displayWidth(rest) > room && room > 0) {
				const taken = takeWidth(rest, room);
				rows.at(-1)!.push({...part, text: taken});
				rest = rest.slice(taken.length);
				breakRow();
			}
			rows.at(-1)!.push({...part, text: rest});
			room -= displayWidth(rest);
		}
	}
	return rows.map(joined);
}

function isAlike(left: Segment, right: Segment): boolean {
	return left.look === right.look && left.sgr === right.sgr && left.href === right.href;
}

/** Neighbours that look the same as one segment. */
function joined(row: readonly Segment[]): Line {
	const line: Segment[] = [];
	for (const part of row) {
		const last = line.at(-1);
		if (last !== undefined && isAlike(last, part)) {
			line[line.length - 1] = {...last, text: last.text + part.text};
		} else line.push(part);
	}
	return line;
}
