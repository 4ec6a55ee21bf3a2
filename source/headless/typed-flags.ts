import {nearest} from '../model/nearest.ts';
import {type FlagUsage, flagUsages, typedFlag} from './flag-usages.ts';

/** The parser knows these by itself. */
const known: readonly Pick<FlagUsage, 'name' | 'type' | 'shortFlag'>[] = [
	...flagUsages,
	{name: 'help', type: 'boolean', shortFlag: 'h'},
	{name: 'version', type: 'boolean'},
];

type Known = (typeof known)[number];

/** One flag as it was typed: `-n` of `-An shop`, and what was joined to it by `=`. */
type Typed = {readonly flag: Known; readonly as: string; readonly value?: string};

/**
 * The words to be parsed, or what is wrong with how their flags are written.
 * The parser takes any value of a flag without one but `true` for false, and
 * knows spellings and negations of its own: read that way, what should hold a
 * write back would let it through without a word.
 */
export function wellTyped(argv: readonly string[]): readonly string[] | string {
	const dashes = argv.indexOf('--');
	const end = dashes === -1 ? argv.length : dashes;
	const said = new Map<string, string>();
	const words: string[] = [];
	for (const [place, word] of argv.slice(0, end).entries()) {
		const flags = isFlag(word) ? flagsIn(word) : [];
		if (typeof flags === 'string') return flags;
		const wrong =
			flags.map(each => wrongValue(each) ?? bothWays(each, said)).find(each => each !== undefined) ??
			wrongNext(flags.at(-1), argv[place + 1]);
		if (wrong !== undefined) return wrong;
		words.push(word === serverDryRun ? '--dry-run=true' : word);
	}
	return [...words, ...argv.slice(end)];
}

const serverDryRun = '--dry-run=server';

function isFlag(word: string): boolean {
	return /^-./.test(word) && !/^-(\d+(\.\d+)?|\.\d+)$/.test(word);
}

function flagsIn(word: string): readonly Typed[] | string {
	const [, as = '', , value] = /^([^=]*)(=([\s\S]*))?$/.exec(word) ?? [];
	const joined = value === undefined ? {} : {value};
	const long = known.find(({name}) => typedFlag(name) === as);
	if (long !== undefined) return [{flag: long, as, ...joined}];
	const negated = known.find(({name}) => as === typedFlag(name).replace('--', '--no-'));
	if (negated !== undefined)
		return `There is no flag ${as}: leave ${typedFlag(negated.name)} out where it is not meant.`;
	return as.startsWith('--') || meantBy(as).length > 0 ? unknown(as) : lettersIn(word, as.slice(1), joined);
}

/** `-An` is `-A` and `-n`; what is joined by `=` goes to the last. */
function lettersIn(
	word: string,
	letters: string,
	joined: {readonly value?: string},
): readonly Typed[] | string {
	const flags: Typed[] = [];
	for (const [place, letter] of [...letters].entries()) {
		const flag = known.find(({shortFlag}) => shortFlag === letter);
		if (flag === undefined) return `There is no flag -${letter}${letters.length > 1 ? ` in ${word}` : ''}.`;
		const isLast = place === letters.length - 1;
		if (!isLast && flag.type === 'string')
			return `${word} is not understood: type -${letter} and its value apart.`;
		flags.push({flag, as: `-${letter}`, ...(isLast && joined)});
	}
	return flags;
}

function unknown(as: string): string {
	const [meant] = meantBy(as);
	return `There is no flag ${as}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
}

/** Flags of the same letters, however they are joined; one short flag is none misspelt. */
function meantBy(as: string): readonly string[] {
	const bare = (text: string) => text.replaceAll(/[-_]|\..*$/g, '').toLowerCase();
	const flags = known.map(({name}) => typedFlag(name));
	const same = flags.filter(flag => as.length > 2 && bare(flag) === bare(as));
	return same.length > 0 || !as.startsWith('--') ? same : nearest(as, flags);
}

function wrongValue({flag: {name, type}, as, value}: Typed): string | undefined {
	if (type !== 'boolean' || value === undefined || value === 'true' || value === 'false') return undefined;
	const word = `${as}=${value}`;
	if (word === serverDryRun) return undefined;
	if (name === 'dryRun' && value === 'client')
		return `${word} is not what sluice does: its dry run is the server's. Type ${as}, or ${serverDryRun}.`;
	if (name === 'dryRun' && value === 'none')
		return `${word} asks for the change itself. Leave ${as} out to make it, or type ${as} to change nothing.`;
	return `${word} is not understood: type ${as}, or leave it out.`;
}

/** Whichever the parser let win, somebody who added the flag on purpose would be wrong. */
function bothWays({flag: {name, type}, value}: Typed, said: Map<string, string>): string | undefined {
	if (type !== 'boolean') return undefined;
	const now = value === 'false' ? 'false' : 'true';
	const before = said.get(name) ?? now;
	said.set(name, now);
	return before === now ? undefined : `${typedFlag(name)} is said both ways: type it once.`;
}

/** The parser takes some words as a value that nobody meant as one. */
function wrongNext(last: Typed | undefined, next: string | undefined): string | undefined {
	if (last === undefined || last.value !== undefined || next === undefined) return undefined;
	const {flag, as} = last;
	if (flag.type === 'boolean')
		return next === 'true' || next === 'false'
			? `${as} ${next} is not understood: type ${as}=${next}, or the word ${next} before the flag.`
			: undefined;
	return next === '--' ? `${typedFlag(flag.name)} needs a value.` : undefined;
}
