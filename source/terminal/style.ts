import {linkBytes} from './hyperlink.ts';

/**
 * Styles as small numbers, so that cells compare by `===`. Number 0 is plain.
 * A style is what a run of SGR sequences leaves set, attributes and two colours,
 * and the link of OSC 8 around it, which no SGR ends.
 */
type Style = {
	readonly attributes: ReadonlySet<number>;
	readonly foreground: string;
	readonly background: string;
	/** Where a click leads (OSC 8); empty for nowhere. */
	readonly link: string;
};

export type StyleId = number;

export const plain: StyleId = 0;

const styles: Style[] = [{attributes: new Set(), foreground: '', background: '', link: ''}];
const shownOnBlank: boolean[] = [false];
const ids = new Map<string, StyleId>([['|||', plain]]);
const steps = new Map<StyleId, Map<string, StyleId>>();
const transitions = new Map<StyleId, Map<StyleId, string>>();

/** The style that stands after `parameters` of an SGR sequence were applied to `from`. */
export function styleAfter(from: StyleId, parameters: string): StyleId {
	return remembered(steps, from, parameters, () => intern(applied(styles[from]!, parameters)));
}

/** The same style with another link, or with none. */
export function linkAfter(from: StyleId, link: string): StyleId {
	return intern({...styles[from]!, link});
}

/** The shortest bytes that take a terminal from one style to another. */
export function styleBytes(from: StyleId, to: StyleId): string {
	if (from === to) return '';
	return remembered(transitions, from, to, () => changed(styles[from]!, styles[to]!));
}

/** Whether a blank in this style shows anything: a background, an inverse, a line under or through it. */
export function showsOnBlank(id: StyleId): boolean {
	return shownOnBlank[id]!;
}

function remembered<A, B, C>(maps: Map<A, Map<B, C>>, first: A, second: B, make: () => C): C {
	const inner = maps.get(first) ?? new Map<B, C>();
	const known = inner.get(second);
	if (known !== undefined) return known;
	const value = make();
	maps.set(first, inner.set(second, value));
	return value;
}

function intern(style: Style): StyleId {
	const key = keyOf(style);
	let id = ids.get(key);
	if (id === undefined) {
		id = styles.push(style) - 1;
		shownOnBlank.push(
			style.background !== '' || style.link !== '' || [4, 7, 9].some(code => style.attributes.has(code)),
		);
		ids.set(key, id);
	}
	return id;
}

function keyOf({attributes, foreground, background, link}: Style): string {
	return `${[...attributes].sort().join(',')}|${foreground}|${background}|${link}`;
}

/** Which attributes each end code takes away. */
const endings = new Map([
	[22, [1, 2]],
	[23, [3]],
	[24, [4]],
	[25, [5]],
	[27, [7]],
	[28, [8]],
	[29, [9]],
]);

function applied(style: Style, parameters: string): Style {
	let {foreground, background} = style;
	let attributes = new Set(style.attributes);
	const codes = parameters.split(';');
	for (let c = 0; c < codes.length; c++) {
		const code = Number(codes[c]);
		if (code === 38 || code === 48) {
			const length = codes[c + 1] === '5' ? 3 : codes[c + 1] === '2' ? 5 : 1;
			const color = length === 1 ? '' : codes.slice(c, c + length).join(';');
			if (code === 38) foreground = color;
			else background = color;
			c += length - 1;
		} else if (code === 0) {
			attributes = new Set();
			foreground = '';
			background = '';
		} else if (code === 39) foreground = '';
		else if (code === 49) background = '';
		else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) foreground = String(code);
		else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) background = String(code);
		else if (code >= 1 && code <= 9) attributes.add(code);
		else for (const ended of endings.get(code) ?? []) attributes.delete(ended);
	}
	return {attributes, foreground, background, link: style.link};
}

function changed(from: Style, to: Style): string {
	const looksSame = keyOf({...from, link: ''}) === keyOf({...to, link: ''});
	return (from.link === to.link ? '' : linkBytes(to.link)) + (looksSame ? '' : shortest(from, to));
}

function shortest(from: Style, to: Style): string {
	const afresh = ['0', ...to.attributes, to.foreground, to.background].filter(code => code !== '');
	// A lone reset needs no parameter at all.
	const reset = afresh.length === 1 ? '\x1b[m' : `\x1b[${afresh.join(';')}m`;
	const isMore = [...from.attributes].every(attribute => to.attributes.has(attribute));
	if (!isMore) return reset;
	const changes: (number | string)[] = [...to.attributes].filter(
		attribute => !from.attributes.has(attribute),
	);
	if (from.foreground !== to.foreground) changes.push(to.foreground || '39');
	if (from.background !== to.background) changes.push(to.background || '49');
	const added = `\x1b[${changes.join(';')}m`;
	return added.length < reset.length ? added : reset;
}
