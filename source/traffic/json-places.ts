import type {Json} from '../model/json.ts';

/** A value of a JSON text, with where it stands in it. */
export type Placed = {
	readonly value: Json;
	readonly start: number;
	readonly end: number;
	/** Of an object, in their order; a name may come twice. */
	readonly members: ReadonlyArray<readonly [name: string, value: Placed]>;
	/** Of a list. */
	readonly items: readonly Placed[];
};

/** The values of a JSON text with their places; undefined where it is none. */
export function placesIn(text: string): Placed | undefined {
	try {
		JSON.parse(text);
	} catch {
		return undefined;
	}
	return readValue(text, skipSpace(text, 0));
}

/** The text with some of its values written anew: everything else, spaces too, stays as it is. */
export function rewritten(
	text: string,
	values: ReadonlyArray<{readonly of: Placed; readonly to: string}>,
): string {
	return [...values]
		.sort((left, right) => right.of.start - left.of.start)
		.reduce((result, {of, to}) => result.slice(0, of.start) + to + result.slice(of.end), text);
}

/** The text is valid, so that each character tells what comes. */
function readValue(text: string, start: number): Placed {
	if (text[start] === '{') return readObject(text, start);
	if (text[start] === '[') return readList(text, start);
	const end = text[start] === '"' ? endOfString(text, start) : endOfWord(text, start);
	return {value: JSON.parse(text.slice(start, end)) as Json, start, end, members: [], items: []};
}

function readObject(text: string, start: number): Placed {
	const members: Array<readonly [string, Placed]> = [];
	let at = skipSpace(text, start + 1);
	while (text[at] !== '}') {
		const end = endOfString(text, at);
		const name = JSON.parse(text.slice(at, end)) as string;
		const value = readValue(text, skipSpace(text, skipSpace(text, end) + 1));
		members.push([name, value]);
		at = skipComma(text, value.end);
	}
	return placed(text, {start, end: at + 1, members, items: []});
}

function readList(text: string, start: number): Placed {
	const items: Placed[] = [];
	let at = skipSpace(text, start + 1);
	while (text[at] !== ']') {
		const item = readValue(text, at);
		items.push(item);
		at = skipComma(text, item.end);
	}
	return placed(text, {start, end: at + 1, members: [], items});
}

function placed(text: string, place: Omit<Placed, 'value'>): Placed {
	return {...place, value: JSON.parse(text.slice(place.start, place.end)) as Json};
}

function skipSpace(text: string, at: number): number {
	let next = at;
	while (/\s/.test(text[next] ?? '')) next += 1;
	return next;
}

function skipComma(text: string, at: number): number {
	const next = skipSpace(text, at);
	return text[next] === ',' ? skipSpace(text, next + 1) : next;
}

function endOfString(text: string, start: number): number {
	let at = start + 1;
	while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at + 1;
}

function endOfWord(text: string, start: number): number {
	let at = start;
	while (/[\w.+-]/.test(text[at] ?? '')) at += 1;
	return at;
}
