import {createContext, useContext} from 'react';
import {takesHyperlinks} from '../terminal/hyperlink.ts';

/** How a text is meant. The first six are the tones a cell may have; the rest are parts of the screen. */
export type Look =
	| Tone
	| 'title'
	| 'heading'
	| 'key'
	| 'accent'
	| 'selected'
	| 'match'
	| 'rule'
	| 'champion'
	| 'challenger'
	| 'other'
	| 'draft'
	| 'danger'
	| 'production'
	| 'local'
	| 'armed';

export type Tone = 'plain' | 'dim' | 'good' | 'progress' | 'warning' | 'bad';

/** How many colours the terminal has; `none` also honours NO_COLOR, and keeps bold, dim and inverse. */
export type Colors = 'none' | '16' | '256' | 'truecolor';

/** The only place that names colours and the characters we draw with. */
export type Theme = {
	readonly colors: Colors;
	readonly isUnicode: boolean;
	/** It is known to take links (OSC 8). */
	readonly hasLinks: boolean;
	/** SGR parameters that open each look; empty for plain text. */
	readonly sgr: Readonly<Record<Look, string>>;
	/** One cell for each tone, so that nothing is told by colour alone. */
	readonly signs: Readonly<Record<Tone, string>>;
	readonly glyphs: Glyphs;
	/** How the enter key is written. */
	readonly enter: string;
};

/** Every character that is drawn rather than written; each is one cell wide. */
export type Glyphs = typeof unicodeGlyphs;

const unicodeGlyphs = {
	ellipsis: '…',
	cursor: '▌',
	mark: '✓',
	champion: '♛',
	challenger: ' ',
	up: '▲',
	down: '▼',
	moreLeft: '‹',
	moreRight: '›',
	moreAbove: '↑',
	moreBelow: '↓',
	arrow: '→',
	asked: '▸',
	full: '█',
	gain: '▓',
	loss: '▒',
	empty: '·',
	horizontal: '─',
	vertical: '│',
	topLeft: '╭',
	topRight: '╮',
	bottomLeft: '╰',
	bottomRight: '╯',
	separator: '·',
	/** In the order asciichart takes them. */
	plot: '┼┤╶╴─╰╭╮╯│',
};

const asciiGlyphs: Glyphs = {
	ellipsis: '~',
	cursor: '>',
	mark: '*',
	champion: '^',
	challenger: ' ',
	up: '^',
	down: 'v',
	moreLeft: '<',
	moreRight: '>',
	moreAbove: '^',
	moreBelow: 'v',
	arrow: '>',
	asked: '>',
	full: '#',
	gain: '+',
	loss: '-',
	empty: '.',
	horizontal: '-',
	vertical: '|',
	topLeft: '+',
	topRight: '+',
	bottomLeft: '+',
	bottomRight: '+',
	separator: '-',
	plot: '++---\\//\\|',
};

const unicodeSigns: Record<Tone, string> = {
	plain: ' ',
	dim: '○',
	good: '●',
	progress: '◐',
	warning: '▲',
	bad: '✗',
};

const asciiSigns: Record<Tone, string> = {
	plain: ' ',
	dim: '-',
	good: 'o',
	progress: '~',
	warning: '!',
	bad: 'x',
};

const colorless: Record<Look, string> = {
	plain: '',
	dim: '2',
	good: '',
	progress: '',
	warning: '1',
	bad: '1',
	title: '1',
	heading: '1',
	key: '1',
	accent: '1',
	selected: '7',
	match: '4',
	rule: '2',
	champion: '1',
	challenger: '',
	other: '2',
	draft: '3',
	danger: '7',
	production: '1;7',
	local: '',
	armed: '1;7',
};

const sixteen: Record<Look, string> = {
	...colorless,
	good: '32',
	progress: '36',
	warning: '1;33',
	bad: '1;31',
	heading: '1;34',
	key: '1;36',
	accent: '36',
	match: '4;33',
	champion: '1;36',
	challenger: '35',
	draft: '3;33',
	danger: '1;37;41',
	production: '1;37;41',
	local: '32',
	armed: '30;43',
};

/** Every tone is far from the others for whoever sees no red, no green or no blue; a test computes it. */
const onDark: Record<Look, string> = {
	...sixteen,
	dim: '38;5;245',
	good: '38;5;78',
	progress: '38;5;111',
	warning: '38;5;221',
	bad: '1;38;5;203',
	heading: '1;38;5;110',
	key: '1;38;5;111',
	accent: '38;5;111',
	match: '4;38;5;221',
	rule: '38;5;240',
	champion: '1;38;5;75',
	challenger: '38;5;176',
	other: '38;5;245',
	draft: '3;38;5;221',
	danger: '1;38;5;231;48;5;160',
	production: '1;38;5;231;48;5;160',
	local: '38;5;78',
	armed: '38;5;16;48;5;221',
};

/** The same on a light ground, where those could not be read. */
const onLight: Record<Look, string> = {
	...onDark,
	dim: '38;5;240',
	good: '38;5;28',
	progress: '38;5;26',
	warning: '1;38;5;94',
	bad: '1;38;5;161',
	heading: '1;38;5;60',
	key: '1;38;5;26',
	accent: '38;5;26',
	match: '4;38;5;94',
	rule: '38;5;250',
	champion: '1;38;5;25',
	challenger: '38;5;127',
	other: '38;5;240',
	draft: '3;38;5;94',
	local: '38;5;28',
};

/** `isLight`: of the terminal's ground, where it tells. Sixteen colours are the terminal's own, chosen to be read on it. */
export function theme({
	colors,
	isUnicode,
	isLight = false,
	hasLinks = false,
}: {
	colors: Colors;
	isUnicode: boolean;
	isLight?: boolean;
	hasLinks?: boolean;
}): Theme {
	const many = isLight ? onLight : onDark;
	return {
		colors,
		isUnicode,
		hasLinks,
		sgr: {none: colorless, '16': sixteen, '256': many, truecolor: many}[colors],
		signs: isUnicode ? unicodeSigns : asciiSigns,
		glyphs: isUnicode ? unicodeGlyphs : asciiGlyphs,
		enter: isUnicode ? '⏎' : 'enter',
	};
}

const fadedThemes = new WeakMap<Theme, Theme>();

/** The same with everything dimmed but the cursor: for what was so once. */
export function faded(of: Theme): Theme {
	const known = fadedThemes.get(of);
	if (known !== undefined) return known;
	const {dim, selected} = of.sgr;
	const sgr = Object.fromEntries(Object.keys(of.sgr).map(look => [look, dim])) as Theme['sgr'];
	const made = {...of, sgr: {...sgr, selected}};
	fadedThemes.set(of, made);
	return made;
}

/** The theme a terminal can show, by what its environment says of it. */
export function themeFor(env: Readonly<Record<string, string | undefined>>): Theme {
	return theme({
		colors: colorsOf(env),
		isUnicode: isUnicodeIn(env),
		isLight: isLightIn(env),
		hasLinks: takesHyperlinks(env),
	});
}

function colorsOf(env: Readonly<Record<string, string | undefined>>): Colors {
	const {NO_COLOR = '', TERM = '', COLORTERM = ''} = env;
	if (NO_COLOR !== '' || TERM === 'dumb') return 'none';
	if (/truecolor|24bit/.test(COLORTERM)) return 'truecolor';
	return /256|kitty|alacritty|ghostty|wezterm/.test(TERM) ? '256' : '16';
}

function isUnicodeIn(env: Readonly<Record<string, string | undefined>>): boolean {
	if (env.TERM === 'linux' || env.TERM === 'dumb') return false;
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
	// Containers and bare SSH sessions often set no locale at all, on terminals that show Unicode well.
	return locale === '' || /utf-?8/i.test(locale);
}

/** `0;15`, as terminals and operators say it: the last number is the ground. */
function isLightIn({COLORFGBG = ''}: Readonly<Record<string, string | undefined>>): boolean {
	const ground = /;(\d+)$/.exec(COLORFGBG)?.[1];
	return ground !== undefined && (Number(ground) === 7 || Number(ground) > 8);
}

const ThemeContext = createContext(theme({colors: '256', isUnicode: true}));

/** Wrap the tree in `<ThemeProvider value={theme}>` once, at its root. */
export const ThemeProvider = ThemeContext;

export function useTheme(): Theme {
	return useContext(ThemeContext);
}
