/** What ink tells of a key, as far as it names one. */
type InkKey = {
	readonly upArrow: boolean;
	readonly downArrow: boolean;
	readonly leftArrow: boolean;
	readonly rightArrow: boolean;
	readonly pageDown: boolean;
	readonly pageUp: boolean;
	readonly home: boolean;
	readonly end: boolean;
	readonly return: boolean;
	readonly escape: boolean;
	readonly ctrl: boolean;
	readonly shift: boolean;
	readonly tab: boolean;
	readonly backspace: boolean;
	readonly delete: boolean;
	readonly meta: boolean;
};

const named: ReadonlyArray<readonly [keyof InkKey, string]> = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'page-up'],
	['pageDown', 'page-down'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'esc'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

/**
 * The keys of one input event, as the key map names them: `j`, `ctrl-z`,
 * `shift-left`, `enter`. Keys that were pressed faster than they were read
 * arrive as one text and are told apart here.
 */
export function keyNames(input: string, key: InkKey): string[] {
	const name = named.find(([flag]) => key[flag])?.[1];
	if (name !== undefined) return [key.shift && isShifted(name) ? `shift-${name}` : name];
	if (key.ctrl) return [`ctrl-${input === ' ' ? 'space' : input}`];
	if (key.meta) return [`alt-${input}`];
	return [...input].map(characterName);
}

function isShifted(name: string): boolean {
	return ['up', 'down', 'left', 'right', 'tab'].includes(name);
}

function characterName(character: string): string {
	if (character === '\r' || character === '\n') return 'enter';
	if (character === '\t') return 'tab';
	if (character === ' ') return 'space';
	const code = character.charCodeAt(0);
	if (code === 0) return 'ctrl-space';
	return code < 32 ? `ctrl-${String.fromCharCode(code + (code <= 26 ? 96 : 64))}` : character;
}

const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/** Keys that a terminal sends as another one. */
const sentAs: {readonly [key: string]: string} = {
	'ctrl-h': 'backspace',
	'ctrl-i': 'tab',
	'ctrl-j': 'enter',
	'ctrl-m': 'enter',
	'ctrl-[': 'esc',
};

/** All keys that have a name of more than one character. */
export const allKeys: readonly string[] = [
	...named.map(([, name]) => name),
	'space',
	...['up', 'down', 'left', 'right', 'tab'].map(name => `shift-${name}`),
	...letters.map(letter => `ctrl-${letter}`).filter(key => sentAs[key] === undefined),
	...['space', '\\', ']', '^', '_'].map(name => `ctrl-${name}`),
];

/** Why a key that has a name cannot be relied on; undefined where it can, or has none. */
export function whyNoKey(key: string): string | undefined {
	const [, held, rest = ''] = /^(ctrl|shift|alt)-(.+)$/.exec(key) ?? [];
	const lower = key.toLowerCase();
	if (lower !== key && allKeys.includes(lower)) return `write ${lower}`;
	if (key === '~') return 'after Enter ssh holds it back, and ~. ends the connection';
	if (sentAs[key] !== undefined) return `a terminal sends ${sentAs[key]} for it`;
	if (held === 'alt') return 'on a slow line it arrives as esc and the key after it';
	if (/^f\d+$/.test(key)) return 'function keys differ from terminal to terminal, and are not read';
	if (held === 'shift' && [...rest].length === 1)
		return `shift and a letter is the capital: write ${rest.toUpperCase()}`;
	if (
		held === 'ctrl' &&
		!allKeys.includes(key) &&
		(named.some(([, name]) => name === rest) || [...rest].length === 1)
	)
		return `terminals send the same for ${rest}`;
	return undefined;
}

/** The text a key types, or undefined where it types none. */
export function textOf(key: string): string | undefined {
	if (key === 'space') return ' ';
	return [...key].length === 1 ? key : undefined;
}

const shownNames: {readonly [key: string]: string} = {
	enter: '⏎',
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	'shift-left': '⇧←',
	'shift-right': '⇧→',
	'page-up': 'PgUp',
	'page-down': 'PgDn',
};

/** As footer and help show it. */
export function sayKey(key: string): string {
	return shownNames[key] ?? key;
}

const spokenNames: {readonly [key: string]: string} = {
	enter: 'Enter',
	esc: 'Esc',
	space: 'Space',
	tab: 'Tab',
	backspace: 'Backspace',
	delete: 'Delete',
	home: 'Home',
	end: 'End',
	'page-up': 'PgUp',
	'page-down': 'PgDn',
};

const arrows: {readonly [key: string]: string} = {up: '↑', down: '↓', left: '←', right: '→'};
const arrowWords: {readonly [key: string]: string} = {up: 'Up', down: 'Down', left: 'Left', right: 'Right'};

/** A key as people say it: `Enter`, `X`, `→`, `Ctrl-L`. */
export function sayPressed(key: string, isUnicode: boolean): string {
	const [, held, rest] = /^(ctrl|shift|alt)-(.+)$/.exec(key) ?? [];
	if (held !== undefined) {
		const said = sayPressed(rest!, isUnicode);
		return `${held.charAt(0).toUpperCase()}${held.slice(1)}-${said.length === 1 ? said.toUpperCase() : said}`;
	}
	return spokenNames[key] ?? (isUnicode ? arrows : arrowWords)[key] ?? key;
}
