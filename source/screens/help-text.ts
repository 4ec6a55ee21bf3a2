import {applies, type Binding, type Group} from '../commands/binding.ts';
import {sayKey} from '../commands/key-names.ts';
import {keymap} from '../commands/keymap/index.ts';
import {paletteEntries} from '../commands/palette.ts';
import {filterOf} from '../store/filter.ts';
import type {State} from '../store/state.ts';
import {cell, type Line, segment} from '../ui/line.ts';
import {panelLine} from '../ui/panel.tsx';
import type {Theme} from '../ui/theme.ts';
import {wrapWords} from './wrap.ts';

const groups: readonly Group[] = ['Change', 'Look', 'Move', 'Preview', 'Program'];

/** All keys, those of the screen one came from first; and all commands. The filter looks in keys, names and sentences. */
export function helpLines(theme: Theme, state: State, width: number): readonly Line[] {
	const {matches} = filterOf(state.stack.at(-1)?.list.filter ?? '');
	const behind = {...state, stack: state.stack.slice(0, -1)};
	const isHere = (binding: Binding) => behind.stack.length > 0 && applies(binding, behind);
	const found = keymap.filter(({keys, name, help}) =>
		matches(`${keys.join(' ')} ${name} ${help}`.toLowerCase()),
	);
	const sections = groups.flatMap(group => {
		const bindings = found.filter(binding => binding.group === group);
		const here = bindings.filter(isHere);
		const elsewhere = bindings.filter(binding => !isHere(binding));
		const section = (title: string, shown: readonly Binding[]) =>
			shown.length === 0
				? []
				: [
						panelLine(theme, {title, width}),
						...shown.flatMap(binding => wrapWords(keyLine(binding), width, 33)),
						[],
					];
		return [
			...section(`${group}, on the screen you came from`, here),
			...section(`${group}, elsewhere`, elsewhere),
		];
	});
	const commands = paletteEntries.filter(({text, says}) => matches(`:${text} ${says}`.toLowerCase()));
	return [
		...sections,
		...(commands.length === 0 ? [] : [panelLine(theme, {title: 'Commands, after :', width})]),
		...commands.flatMap(({text, says, aliases}) => wrapWords(commandLine(text, says, aliases), width, 44)),
	];
}

function keyLine({keys, name, help}: Binding): Line {
	return [
		cell(keys.map(sayKey).join(' '), 14, 'key', {align: 'right'}),
		segment('  '),
		cell(name, 17),
		segment(help, 'dim'),
	];
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
