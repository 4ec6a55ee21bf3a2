import {readFileSync, writeFileSync} from 'node:fs';
import {keymap} from './source/commands/keymap/index.ts';
import {scenarios} from './source/demo/scenarios/index.ts';
import {commandUsages} from './source/headless/command-usages.ts';
import {flagUsages, sayFlag} from './source/headless/flag-usages.ts';
import {exitUsages} from './source/headless/help-text.ts';
import {typedUsages} from './source/lines/verbs.ts';
import {objectives} from './source/objectives/index.ts';
import {sayUsage} from './source/objectives/typed.ts';
import {objectiveStories} from './test/kit/objective-stories.ts';

/** The parts of the README that are made from tables in the source, by the name of their place in it. */
const parts: Readonly<Record<string, () => string>> = {
	scenarios: scenarioTable,
	keys: keyTable,
	commands: () =>
		codeBlock(commandUsages.map(each => [`sluice ${each.name} ${each.arguments}`.trimEnd(), each.says])),
	flags: () => codeBlock(flagUsages.map(each => [sayFlag(each), each.says])),
	lines: () => codeBlock(typedUsages),
	objectives: () => codeBlock(objectives.map(each => [sayUsage(each), each.help])),
	pictures: () => objectiveStories.map(pictured).join('\n\n'),
	exits: () => `\`\`\`\n${exitUsages.join('\n')}\n\`\`\``,
};

/** The README with its made parts made anew; the rest is left as it is. */
export function withMadeParts(readme: string): string {
	return Object.entries(parts).reduce((text, [name, make]) => {
		const place = new RegExp(`(<!-- made: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
		if (!place.test(text)) throw new Error(`README.md has no place for ${name}.`);
		return text.replace(place, (_all, begin: string, end: string) => `${begin}${make()}\n${end}`);
	}, readme);
}

/** An objective as it is said, with its pictures folded away: before it, and once it has settled. */
function pictured({objective, line}: (typeof objectiveStories)[number]): string {
	const {title} = objectives.find(({name}) => name === objective)!;
	return [
		`<details><summary><b>${title}</b>: <code>${escaped(line)}</code></summary>`,
		'',
		`![${title}: its preview](pictures/do-${objective}-preview.svg)`,
		'',
		`![${title}: what came of it](pictures/do-${objective}.svg)`,
		'',
		'</details>',
	].join('\n');
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function scenarioTable(): string {
	const rows = scenarios.map(({name, says}) => `| \`${name}\` | ${says} |`);
	return ['| scenario | what it is |', '|---|---|', ...rows].join('\n');
}

function keyTable(): string {
	const groups = [...new Set(keymap.map(binding => binding.group))];
	return groups
		.map(group => {
			const rows = keymap.filter(binding => binding.group === group).map(rowOf);
			return [
				`**${group}**`,
				'',
				'| key | `:` name | what it does |',
				'|---|---|---|',
				...new Set(rows),
			].join('\n');
		})
		.join('\n\n');
}

function rowOf({keys, name, help}: (typeof keymap)[number]): string {
	const shown = (keys.length === 0 ? [':'] : keys)
		.map(key => (key === '|' ? '`\\|`' : `\`${key}\``))
		.join(' ');
	return `| ${shown} | \`${name}\` | ${help.replaceAll('|', '\\|')} |`;
}

function codeBlock(rows: ReadonlyArray<readonly [string, string]>): string {
	const width = Math.max(...rows.map(([left]) => left.length));
	return ['```', ...rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`), '```'].join('\n');
}

if (import.meta.main) {
	const path = new URL('README.md', import.meta.url);
	writeFileSync(path, withMadeParts(readFileSync(path, 'utf8')));
}
