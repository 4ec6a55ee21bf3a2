import {applies, type Binding, type Group, isKnown} from '../commands/binding.ts';
import {sayKey} from '../commands/key-names.ts';
import {keymap} from '../commands/keymap/index.ts';
import {keysOf} from '../commands/keys.ts';
import {paletteEntries} from '../commands/palette.ts';
import {filterOf} from '../store/filter.ts';
import type {State} from '../store/state.ts';
import {cell, type Line, segment} from '../ui/line.ts';
import {panelLine} from '../ui/panel.tsx';
import type {Theme} from '../ui/theme.ts';
import {wrapWords} from './wrap.ts';

const groups: readonly Group[] = ['Change', 'Look', 'Move', 'Preview', 'Rehearsal', 'Login', 'Program'];

/** Narrower than this, the names go: a sentence in a few columns is not to be read. */
const roomForNames = 60;

type HelpKey = Pick<Binding, 'keys' | 'name' | 'help'> & {readonly of: Binding};

/** The nine keys of favourite namespaces are one row, unless they were moved apart. */
function helpKeys(state: State): readonly HelpKey[] {
	const areTogether = keymap.every(
		({name}) => !/^namespace-\d$/.test(name) || state.keys[name] === undefined,
	);
	return keymap.flatMap((of): readonly HelpKey[] => {
		if (!areTogether || !/^namespace-\d$/.test(of.name)) return [{...of, keys: keysOf(of, state), of}];
		if (of.name !== 'namespace-1') return [];
		return [
			{keys: ['1-9'], name: 'namespaces', help: 'Shows the namespace at that place; :ns shows which.', of},
		];
	});
}

/** Keys of namespaces stand among the keys. */
const helpCommands = paletteEntries.filter(({text, isRare}) => !isRare && !/^namespace-\d$/.test(text));

function foundKeys(filter: string, state: State): readonly HelpKey[] {
	const {matches} = filterOf(filter);
	return helpKeys(state).filter(
		({keys, name, help, of}) =>
			isKnown(of, state) && matches(`${keys.join(' ')} ${name} ${help}`.toLowerCase()),
	);
}

function foundCommands(filter: string, state: State) {
	const {matches} = filterOf(filter);
	return helpCommands.filter(
		entry => isKnown(entry, state) && matches(`:${entry.text} ${entry.says}`.toLowerCase()),
	);
}

/** How many keys and commands a filter finds. */
export function helpMatches(filter: string, state: State): number {
	return foundKeys(filter, state).length + foundCommands(filter, state).length;
}

/** All keys, those of the screen one came from first; and all commands. The filter looks in keys, names and sentences. */
export function helpLines(theme: Theme, state: State, width: number): readonly Line[] {
	const filter = state.stack.at(-1)?.list.filter ?? '';
	const behind = {...state, stack: state.stack.slice(0, -1)};
	const isHere = ({of}: HelpKey) => behind.stack.length > 0 && applies(of, behind);
	const found = foundKeys(filter, state);
	const isNamed = width >= roomForNames;
	const section = (title: string, shown: readonly HelpKey[]) =>
		shown.length === 0
			? []
			: [
					panelLine(theme, {title, width}),
					...shown.flatMap(key => wrapWords(keyLine(key, isNamed), width, isNamed ? 33 : 12)),
					[],
				];
	const sections = groups.flatMap(group => {
		const keys = found.filter(({of}) => of.group === group);
		return [
			...section(`${group}, on the screen you came from`, keys.filter(isHere)),
			...section(
				`${group}, elsewhere`,
				keys.filter(key => !isHere(key)),
			),
		];
	});
	const commands = foundCommands(filter, state);
	const lines = [
		...sections,
		...(commands.length === 0 ? [] : [panelLine(theme, {title: 'Commands, after :', width})]),
		...commands.flatMap(({text, says, aliases}) =>
			wrapWords(
				isNamed ? commandLine(text, says, aliases) : shortCommand(text, says),
				width,
				isNamed ? 44 : 12,
			),
		),
	];
	return lines.length > 0 ? lines : [[segment(` Nothing matches ${filter}: esc clears the filter.`, 'dim')]];
}

function keyLine({keys, name, help}: HelpKey, isNamed: boolean): Line {
	const said = keys.length === 0 ? ':' : keys.map(sayKey).join(' ');
	if (!isNamed) return [cell(said, 10, 'key', {align: 'right'}), segment('  '), segment(help, 'dim')];
	return [cell(said, 14, 'key', {align: 'right'}), segment('  '), cell(name, 17), segment(help, 'dim')];
}

function shortCommand(text: string, says: string): Line {
	return [segment(`:${text}`.padEnd(11), 'key'), segment(' '), segment(says, 'dim')];
}

function commandLine(text: string, says: string, aliases: readonly string[]): Line {
	return [
		segment('  '),
		cell(`:${text}`, 27, 'key'),
		cell(aliases.length > 0 ? aliases.join(' ') : '', 14, 'plain'),
		segment(' '),
		segment(says, 'dim'),
	];
}
